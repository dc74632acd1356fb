# SPDX-License-Identifier: PostgreSQL
# A text file as a C string of pieces, because a literal may have only 4,095 characters: an array.
BEGIN {
	for (i = 1; i < 256; i++)
		code[sprintf("%c", i)] = i
	print "#include <config.h>\n\n#include \"lower/prelude.h\"\n\nconst char prelude_text[] = {"
}
{
	line = ""
	for (i = 1; i <= length($0); i++)
		line = line code[substr($0, i, 1)] ","
	print line "10,"
}
END {
	print "0 };"
}
