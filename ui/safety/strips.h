#pragma once

#include "desk/desk.h"

#include <QFrame>

class QGridLayout;
class QLabel;
class QPushButton;
class QScrollArea;

namespace tapedeck {

/// What a first launch needs to know, in two sentences.
class WelcomeStrip : public QFrame
{
    Q_OBJECT

public:
    /// `recorded`: the market is a tape of real companies.
    explicit WelcomeStrip(bool recorded, QWidget* parent = nullptr);

signals:
    void settingsWanted();
    void dismissed();
};

/// The newest problem that a person should know of. Put away, it stays away until there is another.
class NoticeStrip : public QFrame
{
    Q_OBJECT

public:
    explicit NoticeStrip(QWidget* parent = nullptr);
    void take(const std::vector<std::string>& notices);
    [[nodiscard]] bool isWanted() const noexcept { return m_wanted; }

signals:
    void changed();

private:
    std::vector<std::string> m_notices;
    std::vector<std::string> m_putAway;
    bool m_wanted = false;
    QLabel* m_text;
};

/// While killed: what is still held without a stop, what it loses, and a way out beside each.
class KillStrip : public QFrame
{
    Q_OBJECT

public:
    explicit KillStrip(Desk& desk, QWidget* parent = nullptr);
    void take(const KillView& kill);

signals:
    void releaseAsked();

private:
    struct Row
    {
        std::string symbol;
        QLabel* quantity = nullptr;
        QLabel* profit = nullptr;
        QLabel* note = nullptr; ///< what the closing waits for
    };

    void describe(const KillView& kill);
    /// New rows only for new symbols: a button must not vanish between press and release.
    void fillPositions(const std::vector<NakedPosition>& naked);
    void addRow(const std::string& symbol);

    Desk& m_desk;
    std::optional<KillView> m_kill;
    std::vector<Row> m_rows;
    QLabel* m_title;
    QLabel* m_text;
    QPushButton* m_flatten;
    QScrollArea* m_list;
    QGridLayout* m_positions;
};

} // namespace tapedeck
