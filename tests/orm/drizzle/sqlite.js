// SPDX-License-Identifier: PostgreSQL
// A library's tables for SQLite; pg.js has the same for PostgreSQL.
import { sql } from "drizzle-orm";
import { blob, check, foreignKey, index, integer, numeric, primaryKey, real, sqliteTable, text, unique, uniqueIndex } from "drizzle-orm/sqlite-core";

export const members = sqliteTable("members", {
	id: integer("id").primaryKey({ autoIncrement: true }),
	email: text("email", { length: 120 }).notNull().unique(),
	name: text("name").notNull().default("nobody"),
	active: integer("active", { mode: "boolean" }).notNull().default(true),
	blocked: integer("blocked", { mode: "boolean" }).default(false),
	vip: integer("vip", { mode: "boolean" }),
	role: text("role", { enum: ["reader", "clerk"] }).notNull().default("reader"),
	joined: integer("joined", { mode: "timestamp" }).notNull().default(sql`(unixepoch())`),
	seen: integer("seen", { mode: "timestamp_ms" }).default(sql`(unixepoch('subsecond') * 1000)`),
	left: integer("left", { mode: "timestamp_ms" }),
	changed: text("changed").default(sql`CURRENT_TIMESTAMP`),
	settings: text("settings", { mode: "json" }).notNull().default({}),
	tags: text("tags", { mode: "json" }).default(["a"]),
	card: text("card", { length: 36 }),
	since: text("since").default("2024-01-31"),
	photo: blob("photo", { mode: "buffer" }),
	fee: numeric("fee").notNull().default("0"),
	score: real("score").default(0.5),
	visits: integer("visits").notNull().default(0),
	patron: integer("patron"),
}, (t) => [
	foreignKey({ columns: [t.patron], foreignColumns: [t.id] }).onDelete("set null").onUpdate("cascade"),
	check("members_visits", sql`${t.visits} >= 0`),
	index("members_name_idx").on(t.name, t.since),
	uniqueIndex("members_email_idx").on(sql`lower(${t.email})`),
	index("members_active_idx").on(t.name).where(sql`${t.active} = true`),
]);

export const books = sqliteTable("books", {
	isbn: text("isbn", { length: 13 }).primaryKey(),
	shelf: integer("shelf").notNull(),
	place: integer("place").notNull(),
	title: text("title").notNull(),
	pages: integer("pages"),
	thick: integer("thick", { mode: "boolean" }).generatedAlwaysAs(sql`pages > 500`, { mode: "stored" }),
}, (t) => [unique().on(t.shelf, t.place), unique("one_title").on(t.title)]);

export const loans = sqliteTable("loans", {
	member: integer("member_id").notNull().references(() => members.id, { onDelete: "cascade" }),
	book: text("book_isbn", { length: 13 }).notNull().references(() => books.isbn),
	until: text("until").notNull(),
}, (t) => [primaryKey({ columns: [t.member, t.book] })]);
