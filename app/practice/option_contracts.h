#pragma once

#include "base/fixed.h"
#include "base/result.h"
#include "base/time.h"
#include "market/option_terms.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tapedeck::practice {

/// A contract as the tape shows it.
struct OptionContract
{
    std::string symbol;
    OptionTerms terms;
    /// Its first row of any kind. The beginning of time for those of the first day on which the
    /// tape has options at all: they were listed before.
    Timestamp firstSeen;
    /// Of its rows "T":"oi", in order of time.
    std::vector<std::pair<Timestamp, std::int64_t>> openInterest;

    [[nodiscard]] std::string id() const; ///< the same for ever
    [[nodiscard]] std::string name() const;
};

/// Every contract of an option tape, by symbol.
class OptionContracts
{
public:
    /// Reads a whole tape once and adds what it holds. Errors: Malformed, NotFound, Io.
    [[nodiscard]] Result<void> add(const std::filesystem::path& tape);

    [[nodiscard]] const std::map<std::string, OptionContract, std::less<>>& all() const noexcept
    {
        return m_contracts;
    }
    /// Null where the tape has none such, or has not shown it by `now`.
    [[nodiscard]] const OptionContract* find(std::string_view symbolOrId, Timestamp now) const;

private:
    std::map<std::string, OptionContract, std::less<>> m_contracts;
    std::map<std::string, std::string, std::less<>> m_symbolOfId;
};

} // namespace tapedeck::practice
