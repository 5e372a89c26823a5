#include "ui/style/colours.h"

#include <gtest/gtest.h>

#include <vector>

namespace tapedeck::test {

namespace {

constexpr double kReadable = 4.5; // WCAG 2.1, 1.4.3 (AA)

class ColoursTest : public testing::TestWithParam<bool>
{
protected:
    [[nodiscard]] static const Colours& colours()
    {
        return GetParam() ? darkColours() : lightColours();
    }
};

TEST_P(ColoursTest, EveryTextCanBeReadOnEveryGround)
{
    const Colours& c = colours();
    const std::vector<QColor> texts{
        c.text, c.secondary, c.muted, c.accent, c.up, c.down, c.good, c.warn, c.bad};
    const std::vector<QColor> grounds{c.panel, c.raised};
    for (const QColor& text : texts) {
        for (const QColor& ground : grounds)
            EXPECT_GE(contrast(text, ground), kReadable)
                << text.name().toStdString() << " on " << ground.name().toStdString();
    }
    for (const QColor& text : {c.text, c.secondary, c.muted, c.accent})
        EXPECT_GE(contrast(text, c.window), kReadable) << text.name().toStdString();
    for (const QColor& text : {c.text, c.secondary, c.up, c.down})
        EXPECT_GE(contrast(text, c.selected), kReadable) << text.name().toStdString();
}

TEST_P(ColoursTest, WhatStandsOnAColourCanBeReadToo)
{
    const Colours& c = colours();
    EXPECT_GE(contrast(c.onAccent, c.accent), kReadable);
    EXPECT_GE(contrast(c.onKill, c.kill), kReadable);
    for (const QColor& mode : {c.practice, c.paper, c.live, c.up, c.down})
        EXPECT_GE(contrast(inkOn(mode), mode), kReadable) << mode.name().toStdString();
}

TEST_P(ColoursTest, ChipsCanBeRead)
{
    const Colours& c = colours();
    for (const QColor& tone : {c.secondary, c.accent, c.up, c.down, c.good, c.warn, c.bad})
        EXPECT_GE(contrast(tone, blended(tone, c.panel, 0.16)), kReadable)
            << tone.name().toStdString();
}

INSTANTIATE_TEST_SUITE_P(Themes,
                         ColoursTest,
                         testing::Values(true, false),
                         [](const testing::TestParamInfo<bool>& theme) {
                             return theme.param ? "Dark" : "Light";
                         });

} // namespace

} // namespace tapedeck::test
