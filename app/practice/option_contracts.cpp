#include "app/practice/option_contracts.h"

#include "app/practice/file_source.h"
#include "exchange/ids.h"
#include "market/new_york.h"
#include "tape/line_reader.h"
#include "wire/json_value.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace tapedeck::practice {

namespace {

constexpr std::array<const char*, 12> kMonths{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

} // namespace

std::string OptionContract::id() const
{
    return uuidFrom("option/" + symbol, 0);
}

std::string OptionContract::name() const
{
    const std::string day = std::to_string(static_cast<unsigned>(terms.expiry.day()));
    return terms.underlying + " " + kMonths[static_cast<unsigned>(terms.expiry.month()) - 1] + " " +
           (day.size() == 1 ? "0" : "") + day + " " +
           std::to_string(static_cast<int>(terms.expiry.year())) + " " + terms.strike.toString() +
           (terms.call ? " Call" : " Put");
}

Result<void> OptionContracts::add(const std::filesystem::path& tape)
{
    auto source = FileSource::open(tape);
    if (!source)
        return tl::unexpected<Error>{source.error()};
    LineReader reader{*source};
    TapeLine line;
    std::optional<Timestamp> first;
    while (true) {
        const auto more = reader.next(line);
        if (!more)
            return fail(more.error().code, tape.string() + ": " + more.error().what);
        if (!*more)
            break;
        const auto document = JsonDocument::parse(line.text);
        if (!document || !document->root().isObject())
            continue; // a bad line: the tape itself counts it
        const JsonValue root = document->root();
        std::string symbol = root["S"].text();
        const auto at = parseTimestamp(root["t"].text());
        auto terms = OptionTerms::parse(symbol);
        if (!terms || !at)
            continue;
        first = std::min(first.value_or(*at), *at);
        auto [place, fresh] = m_contracts.try_emplace(symbol);
        OptionContract& contract = place->second;
        if (fresh) {
            contract.symbol = std::move(symbol);
            contract.terms = std::move(*terms);
            contract.firstSeen = *at;
            m_symbolOfId.emplace(contract.id(), contract.symbol);
        }
        contract.firstSeen = std::min(contract.firstSeen, *at);
        if (root["T"].text() != "oi")
            continue;
        const std::string_view digits = root["oi"].raw();
        std::int64_t interest = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), interest);
        contract.openInterest.emplace_back(*at, interest);
    }
    for (auto& [symbol, contract] : m_contracts) {
        const bool isKnown = contract.firstSeen == Timestamp::min();
        if (first && !isKnown && newYorkMidnight(contract.firstSeen) == newYorkMidnight(*first))
            contract.firstSeen = Timestamp::min();
    }
    return {};
}

const OptionContract* OptionContracts::find(std::string_view symbolOrId, Timestamp now) const
{
    const auto byId = m_symbolOfId.find(symbolOrId);
    const auto place =
        m_contracts.find(byId != m_symbolOfId.end() ? std::string_view{byId->second} : symbolOrId);
    return place != m_contracts.end() && place->second.firstSeen <= now ? &place->second : nullptr;
}

} // namespace tapedeck::practice
