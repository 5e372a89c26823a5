#include "app/store/journal_schema.h"

#include "app/store/dialect.h"

namespace tapedeck::store {

namespace {

std::vector<std::string> firstVersion()
{
    // NOLINTBEGIN(bugprone-suspicious-missing-comma): statements that are longer than a line
    std::vector<std::string> steps = {
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) {strict}",
        // `settled`: the broker's last word on it is on record, or that it never got there.
        "CREATE TABLE intents (client_order_id TEXT PRIMARY KEY, decided_at {int} NOT NULL, "
        "symbol TEXT NOT NULL, settled {int} NOT NULL DEFAULT 0, record {blob} NOT NULL) {strict}",
        "CREATE INDEX intents_unsettled ON intents (decided_at) WHERE settled = 0",
        "CREATE TABLE orders (order_key TEXT PRIMARY KEY, broker_id TEXT NOT NULL, "
        "client_order_id TEXT NOT NULL, symbol TEXT NOT NULL, status TEXT NOT NULL, "
        "is_open {int} NOT NULL, updated_at {int} NOT NULL, record {blob} NOT NULL) {strict}",
        "CREATE INDEX orders_open ON orders (updated_at) WHERE is_open = 1",
        "CREATE TABLE executions (sequence {serial}, id TEXT UNIQUE, order_id TEXT NOT NULL, "
        "symbol TEXT NOT NULL, at {int} NOT NULL, record {blob} NOT NULL) {strict}",
        "CREATE INDEX executions_at ON executions (at)",
        "CREATE TABLE state (id {int} PRIMARY KEY CHECK (id = 1), bytes {blob} NOT NULL, "
        "hash {blob} NOT NULL) {strict}",
        "CREATE TABLE audit (sequence {int} PRIMARY KEY, at {int} NOT NULL, kind TEXT NOT NULL, "
        "symbol TEXT NOT NULL, client_order_id TEXT NOT NULL, os_user TEXT NOT NULL, "
        "seat TEXT NOT NULL, entry {blob} NOT NULL, prev_hash {blob} NOT NULL, "
        "hash {blob} NOT NULL) {strict}",
        "CREATE TABLE audit_head (id {int} PRIMARY KEY CHECK (id = 1), sequence {int} NOT NULL, "
        "hash {blob} NOT NULL) {strict}"};
    // NOLINTEND(bugprone-suspicious-missing-comma)
    for (const auto& [table, key] :
         {std::pair{"audit", "sequence"}, std::pair{"executions", "sequence"}}) {
        const std::vector<std::string> guards = dialect::appendOnly(table, key);
        steps.insert(steps.end(), guards.begin(), guards.end());
    }
    return steps;
}

/// News: one row a version, so that what a headline once said stays known.
std::vector<std::string> news()
{
    return {"CREATE TABLE news (id {int} NOT NULL, updated_at {int} NOT NULL, "
            "created_at {int} NOT NULL, received_at {int} NOT NULL, via TEXT NOT NULL, "
            "source TEXT NOT NULL, author TEXT NOT NULL, headline TEXT NOT NULL, "
            "summary TEXT NOT NULL, content TEXT NOT NULL, url TEXT NOT NULL, "
            "symbols TEXT NOT NULL, score {int} NOT NULL, label TEXT NOT NULL, "
            "PRIMARY KEY (id, updated_at)) {strict}",
            "CREATE INDEX news_updated ON news (updated_at)"};
}

/// When each source told of a story for the first time: what the sources are worth.
std::vector<std::string> sightings()
{
    return {"CREATE TABLE news_sightings (story {int} NOT NULL, via TEXT NOT NULL, "
            "created_at {int} NOT NULL, received_at {int} NOT NULL, "
            "PRIMARY KEY (story, via)) {strict}",
            "CREATE INDEX news_sightings_received ON news_sightings (received_at)"};
}

/// A start asks what the record last said of the kill switch, and whether there was a run before.
std::vector<std::string> turns()
{
    return {"CREATE INDEX audit_turns ON audit (sequence) "
            "WHERE kind IN ('killed', 'released', 'started')"};
}

} // namespace

const Schema& journalSchema()
{
    static const Schema schema{"journal",
                               0x54444A31, // TDJ1
                               {firstVersion(), news(), sightings(), turns()},
                               "Positions and orders will then be read from the broker, while "
                               "today's counts and cooldowns begin anew."};
    return schema;
}

} // namespace tapedeck::store
