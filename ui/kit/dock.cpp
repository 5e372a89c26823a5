#include "ui/kit/dock.h"

#include "ui/kit/labels.h"
#include "ui/kit/panel.h"

#include <QHBoxLayout>

namespace tapedeck {

namespace {

/// A title bar of one height; QDockWidget asks for the hint and for nothing else.
class TitleBar : public QWidget
{
public:
    TitleBar(int height, QWidget* parent) : QWidget{parent}, m_height{height}
    {
        setFixedHeight(height);
    }
    [[nodiscard]] QSize sizeHint() const override
    {
        return {QWidget::sizeHint().width(), m_height};
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, m_height}; }

private:
    int m_height;
};

constexpr int kTitleHeight = 30;
constexpr int kCountHeight = 16;

} // namespace

Dock::Dock(const QString& name, const QString& title, Panel& panel, QWidget* parent)
    : QDockWidget{title, parent}, m_panel{panel}, m_title{title}, m_bar{new TitleBar{kTitleHeight,
                                                                                     this}},
      m_noBar{new TitleBar{0, this}}, m_count{makeLabel({}, "count", m_bar)}
{
    setObjectName(name);
    setWidget(&panel);
    m_bar->setProperty("dockTitle", true);
    m_bar->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout{m_bar};
    row->setContentsMargins(12, 0, 8, 0);
    row->setSpacing(8);
    row->addWidget(makeLabel(title, "dockTitle", m_bar));
    m_count->setFixedHeight(kCountHeight);
    row->addWidget(m_count, 0, Qt::AlignVCenter);
    row->addStretch(1);
    m_count->hide();
    setTitleBarWidget(m_bar);
}

void Dock::showCount(int count, bool attention)
{
    setTextOf(*m_count, QString::number(count));
    m_count->setVisible(count > 0);
    setStyled(*m_count, "attention", attention);
    const QString title = count > 0 ? tr("%1  %2").arg(m_title).arg(count) : m_title;
    if (windowTitle() != title)
        setWindowTitle(title);
}

void Dock::showTitleUnlessTabbed(bool tabbed)
{
    QWidget* wanted = tabbed ? m_noBar : m_bar;
    if (titleBarWidget() == wanted)
        return;
    setTitleBarWidget(wanted);
    m_bar->setVisible(!tabbed);
    m_noBar->setVisible(tabbed);
}

} // namespace tapedeck
