#include "ui/suggestions/suggestion_card.h"
#include "ui/suggestions/suggestions_panel.h"
#include "window_fixture.h"

#include <QLabel>
#include <QPushButton>

namespace tapedeck::test {

namespace {

using namespace std::chrono_literals;

class SuggestionsTest : public WindowTest
{
protected:
    /// Shows a snapshot whose cards have stood still for a while.
    void giveSettled(const Snapshot& snapshot)
    {
        give(snapshot);
        panel().animate(1ms);
        for (SuggestionWidget* shown : panel().cards())
            shown->settle(1s);
    }
    SuggestionsPanel& panel() { return *m_window.findChild<SuggestionsPanel*>(); }
    SuggestionWidget& card(std::size_t i) { return *panel().cards().at(i); }
    QPushButton* button(std::size_t i, const char* name)
    {
        return card(i).findChild<QPushButton*>(QString::fromLatin1(name));
    }
};

TEST_F(SuggestionsTest, ApproveSaysExactlyOneApproveWithTheDigestOfTheCard)
{
    const Snapshot snapshot = richSnapshot();
    giveSettled(snapshot);
    QTest::mouseClick(button(0, "approve"), Qt::LeftButton);
    const auto said = m_desk.saidOf<command::Approve>();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said[0].suggestionId, "s-1");
    EXPECT_EQ(said[0].digest, snapshot.suggestions[0].digest);
}

TEST_F(SuggestionsTest, ACardThatWasAskedAgainIsConfirmedAndSaysWhatChanged)
{
    giveSettled(richSnapshot());
    EXPECT_EQ(button(0, "approve")->text(), "Approve  (A)");
    EXPECT_EQ(button(1, "approve")->text(), "Confirm  (A)");
    QStringList words;
    for (const QLabel* label : card(1).findChildren<QLabel*>())
        words << label->text();
    const QString said = words.join(QLatin1Char('\n'));
    EXPECT_TRUE(said.contains("the price moved from 40.87 to 41.08 (+0.51")) << said.toStdString();
    panel().animate(1s);
    EXPECT_EQ(button(1, "approve")->text(), "Confirm  (A)");
    QTest::mouseClick(button(1, "approve"), Qt::LeftButton);
    ASSERT_EQ(m_desk.saidOf<command::Approve>().size(), 1U);
    EXPECT_EQ(m_desk.saidOf<command::Approve>()[0].suggestionId, "s-2");
}

TEST_F(SuggestionsTest, ADoubleClickOnApproveSaysItOnce)
{
    giveSettled(richSnapshot());
    QPushButton* approve = button(0, "approve");
    QTest::mouseClick(approve, Qt::LeftButton);
    QTest::mouseDClick(approve, Qt::LeftButton);
    QTest::mouseClick(approve, Qt::LeftButton);
    give(richSnapshot()); // the engine has not heard of it yet
    QTest::mouseClick(button(0, "approve"), Qt::LeftButton);
    EXPECT_EQ(m_desk.saidOf<command::Approve>().size(), 1U);
}

TEST_F(SuggestionsTest, DismissSaysExactlyOneDismissAndNoApprove)
{
    give(richSnapshot());
    QTest::mouseClick(button(1, "dismiss"), Qt::LeftButton);
    QTest::mouseClick(button(1, "dismiss"), Qt::LeftButton);
    const auto said = m_desk.saidOf<command::Dismiss>();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said[0].suggestionId, "s-2");
    EXPECT_TRUE(m_desk.saidOf<command::Approve>().empty());
}

TEST_F(SuggestionsTest, KeyAApprovesAndKeyDDismissesTheChosenCardOnly)
{
    give(richSnapshot());
    QTest::keyClick(&card(0), Qt::Key_A);
    QTest::keyClick(&card(1), Qt::Key_D);
    ASSERT_EQ(m_desk.saidOf<command::Approve>().size(), 1U);
    ASSERT_EQ(m_desk.saidOf<command::Dismiss>().size(), 1U);
    EXPECT_EQ(m_desk.saidOf<command::Approve>()[0].suggestionId, "s-1");
    EXPECT_EQ(m_desk.saidOf<command::Dismiss>()[0].suggestionId, "s-2");
}

TEST_F(SuggestionsTest, EnterNeverApproves)
{
    give(richSnapshot());
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter}) {
        QTest::keyClick(&card(0), key);
        button(0, "approve")->setFocus();
        QTest::keyClick(button(0, "approve"), key);
    }
    EXPECT_TRUE(m_desk.saidOf<command::Approve>().empty());
}

TEST_F(SuggestionsTest, KeyAWithControlHeldDoesNotApprove)
{
    give(richSnapshot());
    QTest::keyClick(&card(0), Qt::Key_A, Qt::ControlModifier);
    EXPECT_TRUE(m_desk.saidOf<command::Approve>().empty());
}

TEST_F(SuggestionsTest, ASecondClickDoesNotApproveTheCardThatMovedUnderTheMouse)
{
    Snapshot snapshot = richSnapshot();
    giveSettled(snapshot);
    QTest::mouseClick(button(0, "approve"), Qt::LeftButton);
    snapshot.suggestions.erase(snapshot.suggestions.begin());
    give(snapshot);
    QTest::mouseClick(button(0, "approve"), Qt::LeftButton);
    EXPECT_EQ(m_desk.saidOf<command::Approve>().size(), 1U);
    panel().animate(1s);
    QTest::mouseClick(button(0, "approve"), Qt::LeftButton);
    EXPECT_EQ(m_desk.saidOf<command::Approve>().size(), 2U);
}

TEST_F(SuggestionsTest, TheKeyThatAnsweredOneCardDoesNotAnswerTheNext)
{
    Snapshot snapshot = richSnapshot();
    giveSettled(snapshot);
    card(0).setFocus();
    QTest::keyClick(m_window.focusWidget(), Qt::Key_A);
    snapshot.suggestions.erase(snapshot.suggestions.begin());
    give(snapshot);
    QTest::keyClick(m_window.focusWidget(), Qt::Key_A);
    button(0, "approve")->setFocus();
    QTest::keyClick(m_window.focusWidget(), Qt::Key_Space);
    QTest::keyClick(m_window.focusWidget(), Qt::Key_A);
    EXPECT_LE(m_desk.saidOf<command::Approve>().size(), 2U);
    EXPECT_EQ(m_desk.saidOf<command::Approve>()[0].suggestionId, "s-1");
    for (const auto& said : m_desk.saidOf<command::Approve>())
        EXPECT_NE(said.suggestionId, "s-3");
}

TEST_F(SuggestionsTest, ACardWhoseTimeIsUpCannotBeApproved)
{
    Snapshot snapshot = richSnapshot();
    snapshot.at = snapshot.suggestions[1].expiresAt + 1ms;
    give(snapshot);
    QTest::mouseClick(button(1, "approve"), Qt::LeftButton);
    QTest::keyClick(&card(1), Qt::Key_A);
    EXPECT_TRUE(m_desk.saidOf<command::Approve>().empty());
}

TEST_F(SuggestionsTest, TheCountdownGoesOnBetweenSnapshots)
{
    Snapshot snapshot = richSnapshot();
    snapshot.suggestions[1].expiresAt = snapshot.at + 2s;
    give(snapshot);
    EXPECT_TRUE(button(1, "approve")->isEnabled());
    panel().animate(3s);
    EXPECT_FALSE(button(1, "approve")->isEnabled());
}

TEST_F(SuggestionsTest, ACardIsSaidToBeSeenOnceAfterASecondOnTheScreen)
{
    Snapshot snapshot = richSnapshot();
    snapshot.suggestions.resize(1);
    give(snapshot);
    panel().animate(400ms);
    EXPECT_TRUE(m_desk.saidOf<command::MarkSeen>().empty());
    panel().animate(700ms);
    panel().animate(2s);
    const auto said = m_desk.saidOf<command::MarkSeen>();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said[0].suggestionId, "s-1");
}

TEST_F(SuggestionsTest, ACardOfAHiddenWindowIsNotSeen)
{
    give(richSnapshot());
    m_window.hide();
    panel().animate(5s);
    EXPECT_TRUE(m_desk.saidOf<command::MarkSeen>().empty());
}

TEST_F(SuggestionsTest, CardsFollowTheSnapshot)
{
    Snapshot snapshot = richSnapshot();
    give(snapshot);
    SuggestionWidget* kept = &card(2);
    snapshot.suggestions.erase(snapshot.suggestions.begin());
    snapshot.suggestions.push_back(sampleCard("s-9", "MIRA", Side::Buy));
    give(snapshot);
    ASSERT_EQ(panel().cards().size(), 3U);
    EXPECT_EQ(&card(1), kept);
    EXPECT_EQ(card(2).card().id, "s-9");
}

TEST_F(SuggestionsTest, NoCardIsWiderThanThePanelEvenWithItsDetailsOpen)
{
    give(richSnapshot());
    for (SuggestionWidget* shown : panel().cards()) {
        for (QPushButton* toggle : shown->findChildren<QPushButton*>()) {
            if (toggle->property("kind") == QStringLiteral("quiet"))
                toggle->click();
        }
    }
    QCoreApplication::processEvents();
    for (const SuggestionWidget* shown : panel().cards())
        EXPECT_LE(shown->width(), panel().width()) << shown->card().id;
}

} // namespace

} // namespace tapedeck::test
