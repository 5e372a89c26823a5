#include "ui/kit/panel.h"

namespace tapedeck {

Panel::Panel(QWidget* parent) : QWidget{parent}
{
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
}

void Panel::animate(Nanoseconds) {}

int Panel::count(const Snapshot&) const
{
    return -1;
}

} // namespace tapedeck
