#pragma once

#include "desk/snapshot.h"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

/// So many holes are kept; the oldest that are over leave first, and stay in the counts.
inline constexpr std::size_t kGapsKept = 100;

/// The holes of one stream. Times are the run's.
class GapLedger
{
public:
    explicit GapLedger(Link link) noexcept : m_link{link} {}

    /// The stream is away, and told of nothing after `start`. Nothing if one is open already.
    std::optional<Gap> open(Timestamp start, std::string cause, std::vector<std::string> symbols);
    /// The stream is back: from `end` on it tells again. Nothing without an open one.
    std::optional<Gap> close(Timestamp end);
    /// The hole `number` is over, one way or the other. Nothing unless it was being filled.
    std::optional<Gap> filled(std::int64_t number, std::string by);
    std::optional<Gap> unfilled(std::int64_t number, std::string why);

    [[nodiscard]] bool isOpen() const noexcept;
    [[nodiscard]] const GapCounts& counts() const noexcept { return m_counts; }
    /// Newest first, at most `most`.
    [[nodiscard]] std::vector<Gap> last(std::size_t most) const;

private:
    std::optional<Gap> settle(std::int64_t number, GapState state, std::string how);
    void trim();

    Link m_link;
    std::deque<Gap> m_gaps; ///< oldest first
    GapCounts m_counts;
    std::int64_t m_number = 0;
};

} // namespace tapedeck
