#pragma once

#include "app/practice/bar_frame.h"
#include "base/fixed.h"
#include "base/result.h"
#include "base/time.h"
#include "market/corporate_action.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::practice {

struct TapeAction
{
    enum class Type : std::uint8_t
    {
        ForwardSplit,
        ReverseSplit,
        CashDividend,
    };
    Type type{};
    std::string symbol;
    Date exDate{};
    Ratio oldRate;                     ///< splits: so many shares become newRate
    Ratio newRate;                     ///< splits
    Ratio rate;                        ///< dividends: dollars a share
    std::optional<Price> lastCumClose; ///< the close before the ex-date
};
/// "forward_split"
[[nodiscard]] std::string_view wordOf(TapeAction::Type type) noexcept;
[[nodiscard]] std::optional<TapeAction::Type> parseActionType(std::string_view word) noexcept;

/// As the broker announces it.
[[nodiscard]] CorporateAction asAnnounced(const TapeAction& action);

/// What bars are adjusted for: "raw", "split", "dividend", "spin-off", "all", or several of them
/// between commas. There are no spin-offs here.
struct Adjustment
{
    bool splits = false;
    bool dividends = false;
    [[nodiscard]] static std::optional<Adjustment> parse(std::string_view text);
};

/// The actions of one symbol that a request adjusts for, oldest first.
class AdjustedSymbol
{
public:
    /// Prices and volume as of the day of the request: every action with an ex-date after the bar's
    /// start and up to that day counts. Prices have four decimals then, the average six.
    void apply(FrameBar& bar) const noexcept;

private:
    friend class CorporateActions;
    std::vector<const TapeAction*> m_actions;
};

/// Splits and cash dividends, from a file beside the tape.
class CorporateActions
{
public:
    /// One object a line: type, symbol, ex_date, new_rate and old_rate or rate, last_cum_close.
    /// Errors: Malformed (with the line's number), Io.
    [[nodiscard]] static Result<CorporateActions> read(const std::filesystem::path& file);

    /// By ex-date.
    [[nodiscard]] const std::vector<TapeAction>& all() const noexcept { return m_actions; }
    [[nodiscard]] AdjustedSymbol
    of(std::string_view symbol, Adjustment adjustment, Timestamp now) const;

private:
    std::vector<TapeAction> m_actions;
};

} // namespace tapedeck::practice
