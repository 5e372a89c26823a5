#include "ui/kit/dock.h"

#include "ui/kit/labels.h"
#include "ui/kit/panel.h"

#include <QHBoxLayout>

namespace tapedeck {

Dock::Dock(const QString& name, const QString& title, Panel& panel, QWidget* parent)
    : QDockWidget{title, parent}, m_panel{panel}, m_title{title}, m_bar{new QWidget{this}},
      m_noBar{new QWidget{this}}, m_count{makeLabel({}, "count", m_bar)}
{
    constexpr int kHeight = 30;
    setObjectName(name);
    setWidget(&panel);
    m_bar->setFixedHeight(kHeight);
    m_bar->setProperty("dockTitle", true);
    m_bar->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout{m_bar};
    row->setContentsMargins(12, 0, 8, 0);
    row->setSpacing(8);
    row->addWidget(makeLabel(title, "dockTitle", m_bar));
    row->addWidget(m_count);
    row->addStretch(1);
    m_count->hide();
    m_noBar->setFixedHeight(0);
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
