#include "ui/settings/loosen_dialog.h"
#include "ui/settings/secret_field.h"
#include "ui/settings/settings_dialog.h"
#include "ui/settings/watchlist_page.h"
#include "window_fixture.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>

namespace tapedeck::test {

namespace {

class SettingsTest : public WindowTest
{
protected:
    void SetUp() override
    {
        WindowTest::SetUp();
        give(richSnapshot());
        m_window.openSettings();
        m_dialog = m_window.findChild<SettingsDialog*>();
        ASSERT_NE(m_dialog, nullptr);
    }
    QWidget* pair(const char* mode)
    {
        return m_dialog->findChild<QWidget*>(QString::fromLatin1(mode));
    }
    template <class T>
    T* in(QWidget* parent, const char* name)
    {
        return parent->findChild<T*>(QString::fromLatin1(name));
    }

    SettingsDialog* m_dialog = nullptr;
};

TEST_F(SettingsTest, SavePassesTheSecretsThroughThePortAndClearsTheFields)
{
    QWidget* paper = pair("paper");
    auto* keyId = in<SecretField>(paper, "keyId");
    auto* secret = in<SecretField>(paper, "secret");
    QTest::keyClicks(keyId, "  PKTEST1234  ");
    QTest::keyClicks(secret, "s3cr3t/+=");
    EXPECT_EQ(keyId->echoMode(), QLineEdit::Password);
    EXPECT_EQ(secret->echoMode(), QLineEdit::Password);
    QTest::mouseClick(in<QPushButton>(paper, "save"), Qt::LeftButton);
    ASSERT_EQ(m_credentials.saved().size(), 1U);
    EXPECT_EQ(m_credentials.saved()[0].mode, Mode::Paper);
    EXPECT_EQ(m_credentials.saved()[0].keyId, "PKTEST1234");
    EXPECT_EQ(m_credentials.saved()[0].secret, "s3cr3t/+=");
    EXPECT_TRUE(keyId->text().isEmpty());
    EXPECT_TRUE(secret->text().isEmpty());
    EXPECT_FALSE(secret->isUndoAvailable());
    EXPECT_TRUE(m_desk.said().empty()) << "keys are never a command";
}

TEST_F(SettingsTest, SaveNeedsBothFields)
{
    QWidget* live = pair("live");
    auto* save = in<QPushButton>(live, "save");
    EXPECT_FALSE(save->isEnabled());
    QTest::keyClicks(in<SecretField>(live, "keyId"), "AK1");
    EXPECT_FALSE(save->isEnabled());
    QTest::keyClicks(in<SecretField>(live, "secret"), "x");
    EXPECT_TRUE(save->isEnabled());
}

TEST_F(SettingsTest, TestAsksTheBrokerOfThatMode)
{
    QWidget* paper = pair("paper");
    QTest::keyClicks(in<SecretField>(paper, "keyId"), "PKTEST1234");
    QTest::keyClicks(in<SecretField>(paper, "secret"), "x");
    QTest::mouseClick(in<QPushButton>(paper, "save"), Qt::LeftButton);
    QTest::mouseClick(in<QPushButton>(paper, "test"), Qt::LeftButton);
    ASSERT_EQ(m_credentials.tested().size(), 1U);
    EXPECT_EQ(m_credentials.tested()[0], Mode::Paper);
}

TEST_F(SettingsTest, ASecretFieldThatWasTakenHoldsNothingMore)
{
    SecretField field;
    field.setText(" key ");
    const Secret secret = field.take();
    EXPECT_EQ(secret.reveal(), "key");
    EXPECT_TRUE(field.text().isEmpty());
    EXPECT_TRUE(field.take().isEmpty());
}

TEST_F(SettingsTest, TheWatchlistIsSaidAsAWholeWhenApplied)
{
    m_dialog->openAt(SettingsDialog::Page::Watchlist);
    give(richSnapshot());
    auto* page = m_dialog->findChild<WatchlistPage*>();
    auto* symbol = in<QLineEdit>(page, "symbol");
    QTest::keyClicks(symbol, "brk.b");
    QTest::keyClick(symbol, Qt::Key_Return);
    give(richSnapshot()); // does not undo what waits
    QTest::mouseClick(in<QPushButton>(page, "apply"), Qt::LeftButton);
    const auto said = m_desk.saidOf<command::SetWatchlist>();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said[0].symbols.size(), 31U);
    EXPECT_EQ(said[0].symbols.back(), "BRK.B");
}

TEST_F(SettingsTest, WhatCannotBeASymbolIsRefusedWithAReason)
{
    for (const char* good : {"AAPL", "BRK.B", "A", "AAPL240119C00190000", "BRK/B"})
        EXPECT_TRUE(problemOfSymbol(QString::fromLatin1(good)).isEmpty()) << good;
    for (const char* bad : {"", "1ABC", "AA PL", "BRK.", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "Ä"})
        EXPECT_FALSE(problemOfSymbol(QString::fromUtf8(bad)).isEmpty()) << bad;
}

TEST_F(SettingsTest, ABadConfigurationIsRefusedWithThePathOfTheKeyAndStaysForMending)
{
    m_dialog->openAt(SettingsDialog::Page::Configuration);
    auto* yaml = in<QPlainTextEdit>(m_dialog, "yaml");
    QTest::keyClicks(yaml, "bad: x");
    QTest::mouseClick(in<QPushButton>(m_dialog, "saveYaml"), Qt::LeftButton);
    auto* answer = in<QLabel>(m_dialog, "yamlAnswer");
    EXPECT_TRUE(answer->text().contains("limits.paper.orders_per_minute"))
        << answer->text().toStdString();
    EXPECT_EQ(yaml->toPlainText(), "bad: x");
    EXPECT_EQ(m_settings.text(), "");
}

TEST_F(SettingsTest, AGoodConfigurationIsSaved)
{
    m_dialog->openAt(SettingsDialog::Page::Configuration);
    auto* yaml = in<QPlainTextEdit>(m_dialog, "yaml");
    QTest::keyClicks(yaml, "a: 1");
    QTest::mouseClick(in<QPushButton>(m_dialog, "saveYaml"), Qt::LeftButton);
    EXPECT_EQ(m_settings.text(), "a: 1");
}

TEST_F(SettingsTest, LimitsThatAllowMoreAreSavedByThePhraseOnly)
{
    m_dialog->openAt(SettingsDialog::Page::Configuration);
    auto* yaml = in<QPlainTextEdit>(m_dialog, "yaml");
    auto* save = in<QPushButton>(m_dialog, "saveYaml");
    QTest::keyClicks(yaml, "# more");
    QTest::mouseClick(save, Qt::LeftButton);
    auto* dialog = m_dialog->findChild<LoosenDialog*>();
    ASSERT_NE(dialog, nullptr);
    EXPECT_EQ(in<QLabel>(dialog, "moves")->text(),
              QStringLiteral("position_per_symbol: 1000 \u2192 2000"))
        << "what becomes tighter needs no word";
    QTest::mouseClick(in<QPushButton>(dialog, "go"), Qt::LeftButton);
    EXPECT_EQ(m_settings.text(), "");
    QTest::keyClicks(in<QLineEdit>(dialog, "phrase"), QString::fromUtf8(kLoosenPhrase.data()));
    QTest::mouseClick(in<QPushButton>(dialog, "go"), Qt::LeftButton);
    EXPECT_EQ(m_settings.text(), "# more");
}

TEST_F(SettingsTest, WhatWaitsForTheNextTradingDayIsShownWithTheLimits)
{
    Snapshot snapshot = richSnapshot();
    snapshot.limitsPending = LimitsPending{
        parseDate("2024-03-05").value(), {LimitMove{"position_per_symbol", "1000", "2000", true}}};
    m_dialog->openAt(SettingsDialog::Page::Limits);
    give(snapshot);
    auto* pending = in<QLabel>(m_dialog, "limitsPending");
    EXPECT_TRUE(pending->isVisible());
    EXPECT_TRUE(pending->text().contains("2024-03-05"));
    give(richSnapshot());
    EXPECT_FALSE(pending->isVisible());
}

} // namespace

} // namespace tapedeck::test
