#pragma once

#include "audit/entry.h"
#include "desk/snapshot.h"

#include <QString>

/// What happened or is proposed, as sentences for a person.
namespace tapedeck::text {

/// "momentum-1", or the kind where there is no name.
[[nodiscard]] QString originName(const Origin& origin);
/// "12" or "$500.00".
[[nodiscard]] QString amount(const OrderSpec& order);
/// "limit 101.23", "market", "stop 99.00, limit 98.90".
[[nodiscard]] QString terms(const OrderSpec& order);
/// The very order: "Buy $500.00 of ACME, limit 101.23, day".
[[nodiscard]] QString order(const OrderSpec& order);

/// One clause without a full stop: "momentum over 10 s is +0.08 %, above 0.05 %".
[[nodiscard]] QString clause(const Evidence& evidence);
/// Why the card wants its trade, as one sentence.
[[nodiscard]] QString rationale(const SuggestionCard& card);
/// What changed since the card that had to be asked again; empty when it is the first.
[[nodiscard]] QString askedAgain(const SuggestionCard& card);

/// A figure of a limit in its unit; nanos as in LimitCheck.
[[nodiscard]] QString limitFigure(LimitUnit unit, std::int64_t nanos);
/// "$450 of $1,000": the figure found and its bound. Empty for a limit that is a plain yes or no.
[[nodiscard]] QString figures(const LimitCheck& check);
/// "28 limits passed", or "Denied by Total exposure, Day loss".
[[nodiscard]] QString summary(const std::vector<LimitCheck>& checks);

/// How long the kill took: "7 orders canceled, the last 398 ms after the press; confirmed after
/// 412 ms." Empty before it is confirmed.
[[nodiscard]] QString killTimes(const KillView& kill);
/// What the closing of a position waits for; empty where nobody wants it closed.
[[nodiscard]] QString closingNote(const NakedPosition& position);

/// One event of the record.
[[nodiscard]] QString sentence(const AuditEntry& entry);
/// One hole in a stream: "No data from 10:01:22 to 10:01:31 (9 s): no answer; filled by trades".
[[nodiscard]] QString sentence(const Gap& gap);
/// What a link is doing, with its reason.
[[nodiscard]] QString sentence(const LinkHealth& link, Timestamp now);

} // namespace tapedeck::text
