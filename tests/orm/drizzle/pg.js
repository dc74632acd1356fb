// SPDX-License-Identifier: PostgreSQL
// The library of sqlite.js for PostgreSQL: each column as its mode says.
import { sql } from "drizzle-orm";
import { boolean, check, customType, date, doublePrecision, foreignKey, index, integer, jsonb, numeric, pgEnum, pgTable, primaryKey, serial, text, timestamp, unique, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";

const bytea = customType({ dataType: () => "bytea" });
export const role = pgEnum("member_role", ["reader", "clerk"]);

export const members = pgTable("members", {
	id: serial("id").primaryKey(),
	email: varchar("email", { length: 120 }).notNull().unique(),
	name: text("name").notNull().default("nobody"),
	active: boolean("active").notNull().default(true),
	blocked: boolean("blocked").default(false),
	vip: boolean("vip"),
	role: role("role").notNull().default("reader"),
	joined: timestamp("joined", { withTimezone: true }).notNull().defaultNow(),
	seen: timestamp("seen", { withTimezone: true, precision: 3 }).defaultNow(),
	left: timestamp("left", { withTimezone: true, precision: 3 }),
	changed: timestamp("changed").default(sql`CURRENT_TIMESTAMP`),
	settings: jsonb("settings").notNull().default({}),
	tags: text("tags").array().default(["a"]),
	card: uuid("card"),
	since: date("since").default("2024-01-31"),
	photo: bytea("photo"),
	fee: numeric("fee", { precision: 10, scale: 2 }).notNull().default("0"),
	score: doublePrecision("score").default(0.5),
	visits: integer("visits").notNull().default(0),
	patron: integer("patron"),
}, (t) => [
	foreignKey({ columns: [t.patron], foreignColumns: [t.id] }).onDelete("set null").onUpdate("cascade"),
	check("members_visits", sql`${t.visits} >= 0`),
	index("members_name_idx").on(t.name, t.since),
	uniqueIndex("members_email_idx").on(sql`lower(${t.email})`),
	index("members_active_idx").on(t.name).where(sql`${t.active}`),
]);

export const books = pgTable("books", {
	isbn: varchar("isbn", { length: 13 }).primaryKey(),
	shelf: integer("shelf").notNull(),
	place: integer("place").notNull(),
	title: text("title").notNull(),
	pages: integer("pages"),
	thick: boolean("thick").generatedAlwaysAs(sql`pages > 500`),
}, (t) => [unique().on(t.shelf, t.place), unique("one_title").on(t.title)]);

export const loans = pgTable("loans", {
	member: integer("member_id").notNull().references(() => members.id, { onDelete: "cascade" }),
	book: varchar("book_isbn", { length: 13 }).notNull().references(() => books.isbn),
	until: date("until").notNull(),
}, (t) => [primaryKey({ columns: [t.member, t.book] })]);
