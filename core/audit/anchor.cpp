#include "audit/anchor.h"

#include <array>
#include <charconv>

namespace tapedeck {

namespace {

constexpr std::string_view kStart = "tapedeck-anchor 1 ";

/// Up to the next space, which goes too.
std::string_view nextWord(std::string_view& text) noexcept
{
    const std::size_t end = text.find(' ');
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return word;
}

std::optional<Mode> modeNamed(std::string_view name) noexcept
{
    for (const Mode mode : {Mode::Practice, Mode::Paper, Mode::Live}) {
        if (name == toString(mode))
            return mode;
    }
    return std::nullopt;
}

bool readNumber(std::string_view text, int base, auto& number) noexcept
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc{} && end == text.data() + text.size();
}

bool readHex(std::string_view text, Digest& digest) noexcept
{
    if (text.size() != 2 * digest.size())
        return false;
    for (std::size_t i = 0; i < digest.size(); ++i) {
        if (!readNumber(text.substr(2 * i, 2), 16, digest[i]))
            return false;
    }
    return true;
}

} // namespace

std::string toText(const AuditAnchor& anchor)
{
    return std::string{kStart} + std::string{toString(anchor.mode)} + " " +
           std::to_string(anchor.sequence) + " " + toHex(anchor.hash) + " " + toRfc3339(anchor.at);
}

Result<AuditAnchor> parseAnchor(std::string_view text)
{
    const auto wrong = fail(ErrorCode::Malformed, "this is not the anchor of an audit log");
    if (text.substr(0, kStart.size()) != kStart)
        return wrong;
    std::string_view rest = text.substr(kStart.size());
    AuditAnchor anchor;
    const auto mode = modeNamed(nextWord(rest));
    const bool numbers = readNumber(nextWord(rest), 10, anchor.sequence) && anchor.sequence > 0 &&
                         readHex(nextWord(rest), anchor.hash);
    const auto at = parseTimestamp(rest);
    if (!mode || !numbers || !at)
        return wrong;
    anchor.mode = *mode;
    anchor.at = *at;
    // Another spelling of the same was not written by us.
    if (toText(anchor) != text)
        return wrong;
    return anchor;
}

} // namespace tapedeck
