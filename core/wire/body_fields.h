#pragma once

#include "base/fixed.h"
#include "base/time.h"
#include "wire/json_value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// How all bodies of the broker are read.
///
/// Decimals come as texts or as numbers; null and a missing key are the same; unknown keys are
/// ignored. More than nine decimals are refused, naming the field, in what is asked for, held or
/// owed: qty, filled_qty, limit_price, stop_price, notional, a fill's price and qty, cash and
/// buying powers. Figures that the broker computes by dividing or from the market are rounded
/// half-even and counted: filled_avg_price, avg_entry_price, equity, last_equity, cost_basis,
/// market values, current_price, bars.
namespace tapedeck {

struct BodyCounts
{
    std::uint64_t rounded = 0;      ///< figures with a tenth decimal
    std::uint64_t unknownWords = 0; ///< statuses and events that we do not know
};

/// A list of which some elements could not be read: the others are good. Whoever reconciles must
/// look at `unreadable` too; each names the element and the field.
template <class T>
struct BodyList
{
    std::vector<T> items;
    std::vector<Error> unreadable;
    BodyCounts counts;
};

/// Reads the members of one object. The first thing that does not fit is kept in error(); every
/// value read after it is only a default.
class BodyFields
{
public:
    /// `what` names the object in errors: "order". A value that is no object is an error.
    BodyFields(JsonValue object, std::string_view what, BodyCounts& counts);

    /// A string; numbers as they stand; empty when there is none.
    [[nodiscard]] std::string text(std::string_view key) const { return m_object[key].text(); }
    [[nodiscard]] std::string requiredText(std::string_view key);

    template <class F>
    [[nodiscard]] std::optional<F> decimal(std::string_view key,
                                           ExtraDecimals extra = ExtraDecimals::Refuse)
    {
        const auto nanos = nanosOf(key, extra);
        return nanos ? std::optional{F::fromNanos(*nanos)} : std::nullopt;
    }
    template <class F>
    [[nodiscard]] F requiredDecimal(std::string_view key,
                                    ExtraDecimals extra = ExtraDecimals::Refuse)
    {
        return need(key, decimal<F>(key, extra));
    }
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key);
    [[nodiscard]] std::optional<Timestamp> time(std::string_view key);
    [[nodiscard]] Timestamp requiredTime(std::string_view key) { return need(key, time(key)); }
    [[nodiscard]] std::optional<bool> flag(std::string_view key);
    [[nodiscard]] bool requiredFlag(std::string_view key) { return need(key, flag(key)); }
    [[nodiscard]] JsonValue member(std::string_view key) const { return m_object[key]; }

    /// A word that has no value of ours makes the object unreadable.
    template <class E>
    [[nodiscard]] E requiredWord(std::string_view key,
                                 std::optional<E> (*parse)(std::string_view) noexcept)
    {
        const std::string word = requiredText(key);
        const std::optional<E> value = parse(word);
        if (!value)
            refuse(ErrorCode::Unsupported, key, "unknown word '" + word.substr(0, 40) + "'");
        return value.value_or(E{});
    }

    void refuse(ErrorCode code, std::string_view key, std::string_view why);
    [[nodiscard]] const std::optional<Error>& error() const noexcept { return m_error; }
    [[nodiscard]] BodyCounts& counts() noexcept { return m_counts; }

private:
    [[nodiscard]] std::optional<std::int64_t> nanosOf(std::string_view key, ExtraDecimals extra);
    template <class T>
    T need(std::string_view key, std::optional<T> value)
    {
        if (!value)
            refuse(ErrorCode::Malformed, key, "missing");
        return value.value_or(T{});
    }

    JsonValue m_object;
    std::string m_what;
    BodyCounts& m_counts;
    std::optional<Error> m_error;
};

/// Reads one body that is an object.
template <class T>
[[nodiscard]] Result<T>
parseBody(std::string_view body, Result<T> (*read)(JsonValue, BodyCounts&), BodyCounts* counts)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    BodyCounts own;
    return read(document->root(), counts != nullptr ? *counts : own);
}

/// Reads one body that is an array of objects. Errors: Malformed, when it is no array.
template <class T>
[[nodiscard]] Result<BodyList<T>> parseBodyList(std::string_view body,
                                                Result<T> (*read)(JsonValue, BodyCounts&))
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    if (!document->root().isArray())
        return fail(ErrorCode::Malformed, "body is not a list");
    BodyList<T> list;
    std::size_t index = 0;
    for (const JsonValue element : document->root()) {
        auto value = read(element, list.counts);
        if (value)
            list.items.push_back(std::move(*value));
        else
            list.unreadable.push_back(
                Error{value.error().code,
                      "element " + std::to_string(index) + ": " + value.error().what});
        ++index;
    }
    return list;
}

/// Bodies as one array.
[[nodiscard]] std::string encodeList(const std::vector<std::string>& bodies);

} // namespace tapedeck
