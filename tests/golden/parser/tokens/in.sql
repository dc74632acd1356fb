SELECT 'it''s', "a", [b c], `d`, x'00', 0x1F, 1.5e3, .5, ?1, :a, @b, $c::d(e) -- comment
<> != == -> ->> || << >= /* more
*/ ~ key;
