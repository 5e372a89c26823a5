#pragma once

#include "base/hash.h"
#include "base/result.h"
#include "base/time.h"
#include "trading/mode.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

/// What is remembered of a record outside of it: a chain alone cannot tell that its end was cut
/// off, nor that all of it was written anew.
namespace tapedeck {

struct AuditAnchor
{
    Mode mode{};
    std::int64_t sequence = 0; ///< of the newest row; from 1
    Digest hash{};             ///< that row's
    Timestamp at;              ///< when it was the newest, by the wall clock
    friend bool operator==(const AuditAnchor&, const AuditAnchor&) = default;
};

/// "tapedeck-anchor 1 paper 120 <hash in hexadecimal> 2026-11-28T18:00:00Z"
[[nodiscard]] std::string toText(const AuditAnchor& anchor);
/// Takes what toText() gives, and nothing else. Errors: Malformed.
[[nodiscard]] Result<AuditAnchor> parseAnchor(std::string_view text);

/// Where the anchor of one record is kept. Answers come later, on the thread of the question.
class AnchorPort
{
public:
    using ReadReply = std::function<void(Result<std::optional<AuditAnchor>>)>;
    using WriteReply = std::function<void(Result<void>)>;

    virtual ~AnchorPort() = default;
    /// Nothing where none was ever kept. Errors: Unavailable, Malformed (what is kept is none).
    virtual void read(ReadReply reply) = 0;
    /// Replaces what is kept. Errors: Unavailable.
    virtual void write(const AuditAnchor& anchor, WriteReply reply) = 0;
};

} // namespace tapedeck
