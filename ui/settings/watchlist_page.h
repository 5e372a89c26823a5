#pragma once

#include "desk/desk.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace tapedeck {

/// The symbols that are watched. Changes are collected and said once, with Apply.
class WatchlistPage : public QWidget
{
    Q_OBJECT

public:
    explicit WatchlistPage(Desk& desk, QWidget* parent = nullptr);
    /// Takes the list in force, unless changes wait here.
    void take(const std::vector<WatchRow>& rows);

private:
    void build();
    void add();
    void removeSelected();
    void say();
    void markChanged(bool changed);

    Desk& m_desk;
    bool m_changed = false;
    std::vector<std::string> m_shown;
    QListWidget* m_list;
    QLineEdit* m_symbol;
    QLabel* m_problem;
    QPushButton* m_apply;
    QPushButton* m_revert;
};

/// Why the text cannot be a US symbol, as a sentence; empty when it can.
[[nodiscard]] QString problemOfSymbol(const QString& symbol);

} // namespace tapedeck
