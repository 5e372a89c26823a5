#pragma once

#include <QDockWidget>

class QLabel;

namespace tapedeck {

class Panel;

/// A dock with our own title: its name and how many rows it has. Tabbed with others it shows no
/// title, as the tab says it already.
class Dock : public QDockWidget
{
    Q_OBJECT

public:
    Dock(const QString& name, const QString& title, Panel& panel, QWidget* parent = nullptr);

    [[nodiscard]] Panel& panel() noexcept { return m_panel; }
    /// Negative: no count. `attention`: in the accent's colour.
    void showCount(int count, bool attention);
    void showTitleUnlessTabbed(bool tabbed);

private:
    Panel& m_panel;
    QString m_title;
    QWidget* m_bar;
    QWidget* m_noBar;
    QLabel* m_count;
};

} // namespace tapedeck
