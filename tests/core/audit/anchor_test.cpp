#include "audit/anchor.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

AuditAnchor anchorOf(Mode mode, std::int64_t sequence)
{
    return {mode, sequence, sha256("row"), parseTimestamp("2026-11-28T18:00:00Z").value()};
}

TEST(AuditAnchor, IsALineOfTextAndComesBackFromIt)
{
    const AuditAnchor anchor = anchorOf(Mode::Paper, 120);
    EXPECT_EQ(toText(anchor),
              "tapedeck-anchor 1 paper 120 " + toHex(anchor.hash) + " 2026-11-28T18:00:00Z");
    for (const Mode mode : {Mode::Practice, Mode::Paper, Mode::Live}) {
        for (const std::int64_t sequence : {std::int64_t{1}, std::int64_t{INT64_MAX}}) {
            const AuditAnchor one = anchorOf(mode, sequence);
            EXPECT_EQ(parseAnchor(toText(one)).value(), one);
        }
    }
}

TEST(AuditAnchor, TakesNoOtherSpelling)
{
    const std::string hash = toHex(sha256("row"));
    const std::string good = "tapedeck-anchor 1 paper 120 " + hash + " 2026-11-28T18:00:00Z";
    ASSERT_TRUE(parseAnchor(good));
    std::string upper = good;
    upper.replace(upper.find(hash), hash.size(), std::string(64, 'A'));
    std::vector<std::string> bad = {
        "",
        "tapedeck-anchor",
        " " + good,
        good + " ",
        good + "\n",
        good + " more",
        upper,
        "tapedeck-anchor 2 paper 120 " + hash + " 2026-11-28T18:00:00Z",
        "tapedeck-anchor 1 Paper 120 " + hash + " 2026-11-28T18:00:00Z",
        "tapedeck-anchor 1 paper 0120 " + hash + " 2026-11-28T18:00:00Z",
        "tapedeck-anchor 1 paper +120 " + hash + " 2026-11-28T18:00:00Z",
        "tapedeck-anchor 1 paper 0 " + hash + " 2026-11-28T18:00:00Z",
        "tapedeck-anchor 1 paper -1 " + hash + " 2026-11-28T18:00:00Z",
        "tapedeck-anchor 1 paper 9223372036854775808 " + hash + " 2026-11-28T18:00:00Z",
        "tapedeck-anchor 1 paper  120 " + hash + " 2026-11-28T18:00:00Z",
        "tapedeck-anchor 1 paper 120 " + hash + "00 2026-11-28T18:00:00Z",
        "tapedeck-anchor 1 paper 120 " + hash + " 2026-11-28T18:00:00.0Z",
        "tapedeck-anchor 1 paper 120 " + hash + " 2026-11-28T19:00:00+01:00",
        "tapedeck-anchor 1 paper 120 " + hash};
    for (std::size_t size = 0; size < good.size(); ++size)
        bad.push_back(good.substr(0, size));
    for (const std::string& text : bad) {
        const auto parsed = parseAnchor(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().code, ErrorCode::Malformed);
    }
}

} // namespace
} // namespace tapedeck
