#include "ui/kit/cell_delegate.h"

#include "ui/kit/table.h"
#include "ui/style/theme.h"

#include <QPainter>

#include <algorithm>

namespace tapedeck {

namespace {

constexpr int kPadding = 8;

} // namespace

CellDelegate::CellDelegate(Table& table, const TableModel& model)
    : QStyledItemDelegate{&table}, m_table{table}, m_model{model},
      m_normal{fontOf(TextSize::Normal)}, m_strong{fontOf(TextSize::Strong)}, m_small{fontOf(
                                                                                  TextSize::Small)},
      m_normalMetrics{m_normal}, m_strongMetrics{m_strong}, m_smallMetrics{m_small}
{}

void CellDelegate::paint(QPainter* painter,
                         const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    const Cell cell = m_model.cell(index.row(), index.column());
    const bool right = m_model.column(index.column()).right;
    const QRect inner = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    paintGround(*painter, option.rect, option.state.testFlag(QStyle::State_Selected), index, cell);
    switch (cell.look) {
    case Cell::Look::Text:
        paintText(*painter, inner, cell, right);
        break;
    case Cell::Look::Chip:
        paintChip(*painter, inner, cell, right);
        break;
    case Cell::Look::Bar:
        paintBar(*painter, inner, cell);
        break;
    case Cell::Look::Switch:
        paintSwitch(*painter, inner, cell);
        break;
    case Cell::Look::Light: {
        constexpr int kDot = 8;
        painter->setRenderHint(QPainter::Antialiasing, true);
        painter->setPen(Qt::NoPen);
        painter->setBrush(colourOf(cell.tone));
        painter->drawEllipse(QRect{inner.left(), inner.center().y() - kDot / 2 + 1, kDot, kDot});
        painter->setRenderHint(QPainter::Antialiasing, false);
        Cell words = cell;
        words.tone = Tone::Normal;
        paintText(*painter, inner.adjusted(kDot + kPadding, 0, 0, 0), words, right);
        break;
    }
    }
}

void CellDelegate::paintGround(QPainter& painter,
                               const QRect& rect,
                               bool selected,
                               const QModelIndex& index,
                               const Cell& cell) const
{
    const Colours& colours = coloursNow();
    const bool hovered = index.row() == m_table.hoveredRow();
    const QColor ground = selected ? colours.selected : hovered ? colours.hover : colours.panel;
    if (selected || hovered)
        painter.fillRect(rect, ground);
    if (cell.flash)
        painter.fillRect(rect.adjusted(0, 1, 0, -1), blended(colourOf(*cell.flash), ground, 0.18));
    painter.fillRect(QRect{rect.left(), rect.bottom(), rect.width(), 1}, colours.grid);
    if (selected && m_table.hasFocus() && index.column() == 0)
        painter.fillRect(QRect{rect.left(), rect.top(), 3, rect.height() - 1}, colours.accent);
}

void CellDelegate::paintText(QPainter& painter,
                             const QRect& rect,
                             const Cell& cell,
                             bool right) const
{
    const int across = right ? Qt::AlignRight : Qt::AlignLeft;
    const QFontMetrics& metrics = cell.strong ? m_strongMetrics : m_normalMetrics;
    QRect first = rect;
    if (!cell.under.isEmpty()) {
        const int height = metrics.height() + m_smallMetrics.height();
        const int top = rect.top() + (rect.height() - height) / 2;
        first = QRect{rect.left(), top, rect.width(), metrics.height()};
        const QRect second{
            rect.left(), top + metrics.height(), rect.width(), m_smallMetrics.height()};
        painter.setFont(m_small);
        painter.setPen(colourOf(cell.underTone));
        painter.drawText(second,
                         across | Qt::AlignVCenter | Qt::TextSingleLine,
                         m_smallMetrics.elidedText(cell.under, Qt::ElideRight, second.width()));
    }
    painter.setFont(cell.strong ? m_strong : m_normal);
    painter.setPen(colourOf(cell.tone));
    painter.drawText(first,
                     across | Qt::AlignVCenter | Qt::TextSingleLine,
                     metrics.elidedText(cell.text, Qt::ElideRight, first.width()));
}

void CellDelegate::paintChip(QPainter& painter,
                             const QRect& rect,
                             const Cell& cell,
                             bool right) const
{
    if (cell.text.isEmpty())
        return;
    constexpr int kHeight = 18;
    const Colours& colours = coloursNow();
    const int width =
        std::min(m_smallMetrics.horizontalAdvance(cell.text) + 2 * kPadding, rect.width());
    const int left = right ? rect.right() - width + 1 : rect.left();
    const QRect chip{left, rect.center().y() - kHeight / 2 + 1, width, kHeight};
    const QColor colour = colourOf(cell.tone);
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(Qt::NoPen);
    painter.setBrush(blended(colour, colours.panel, 0.16));
    painter.drawRoundedRect(chip, 4, 4);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setFont(m_small);
    painter.setPen(colour);
    painter.drawText(
        chip, Qt::AlignCenter, m_smallMetrics.elidedText(cell.text, Qt::ElideRight, width - 8));
}

void CellDelegate::paintBar(QPainter& painter, const QRect& rect, const Cell& cell) const
{
    constexpr int kHeight = 6;
    const Colours& colours = coloursNow();
    const QRect groove{rect.left(), rect.center().y() - kHeight / 2 + 1, rect.width(), kHeight};
    const int width = static_cast<int>(groove.width() * std::clamp(cell.fill, 0.0, 1.0));
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.border);
    painter.drawRoundedRect(groove, 3, 3);
    if (width > 0) {
        painter.setBrush(colourOf(cell.tone));
        painter.drawRoundedRect(
            QRect{groove.left(), groove.top(), std::max(width, kHeight), kHeight}, 3, 3);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void CellDelegate::paintSwitch(QPainter& painter, const QRect& rect, const Cell& cell) const
{
    constexpr int kWidth = 30;
    constexpr int kHeight = 16;
    const Colours& colours = coloursNow();
    const bool on = cell.fill > 0.5;
    const QRect track{rect.left(), rect.center().y() - kHeight / 2 + 1, kWidth, kHeight};
    const int knob = kHeight - 4;
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(Qt::NoPen);
    painter.setBrush(on ? colours.accent : colours.muted);
    painter.drawRoundedRect(track, kHeight / 2.0, kHeight / 2.0);
    painter.setBrush(on ? colours.onAccent : colours.panel);
    painter.drawEllipse(
        QRect{on ? track.right() - knob - 1 : track.left() + 2, track.top() + 2, knob, knob});
    painter.setRenderHint(QPainter::Antialiasing, false);
    Cell words;
    words.text = cell.text;
    words.tone = on ? Tone::Normal : Tone::Muted;
    paintText(painter, rect.adjusted(kWidth + kPadding, 0, 0, 0), words, false);
}

} // namespace tapedeck
