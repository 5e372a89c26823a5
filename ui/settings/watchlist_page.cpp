#include "ui/settings/watchlist_page.h"

#include "base/limits.h"
#include "ui/kit/labels.h"
#include "ui/style/theme.h"
#include "ui/text/words.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace tapedeck {

QString problemOfSymbol(const QString& symbol)
{
    static const QRegularExpression kForm{QStringLiteral("^[A-Z][A-Z0-9]*([./][A-Z]+)?$")};
    if (symbol.isEmpty())
        return WatchlistPage::tr("Type a symbol first.");
    if (symbol.size() > static_cast<qsizetype>(kSymbolTextMax))
        return WatchlistPage::tr("A symbol has %1 characters at most.").arg(kSymbolTextMax);
    if (!kForm.match(symbol).hasMatch())
        return WatchlistPage::tr("“%1” does not look like a symbol: letters and digits, as in AAPL "
                                 "or BRK.B.")
            .arg(symbol);
    return {};
}

WatchlistPage::WatchlistPage(Desk& desk, QWidget* parent)
    : QWidget{parent}, m_desk{desk}, m_list{new QListWidget{this}}, m_symbol{new QLineEdit{this}},
      m_problem{makeParagraph({}, "error", this)}, m_apply{new QPushButton{tr("Apply"), this}},
      m_revert{new QPushButton{tr("Revert"), this}}
{
    build();
    markChanged(false);
}

void WatchlistPage::build()
{
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(makeParagraph(tr("Entries are allowed only in symbols that are watched. "
                                       "Positions are followed in any case."),
                                    "secondary",
                                    this));
    auto* entry = new QHBoxLayout;
    entry->setSpacing(8);
    m_symbol->setPlaceholderText(tr("Symbol, as in AAPL"));
    m_symbol->setAccessibleName(tr("Symbol to add"));
    m_symbol->setObjectName(QStringLiteral("symbol"));
    m_symbol->setMaxLength(static_cast<int>(kSymbolTextMax) + 1);
    auto* addButton = new QPushButton{iconOf(QStringLiteral("add")), tr("Add"), this};
    addButton->setObjectName(QStringLiteral("add"));
    addButton->setAutoDefault(false);
    entry->addWidget(m_symbol, 1);
    entry->addWidget(addButton);
    column->addLayout(entry);
    m_problem->hide();
    column->addWidget(m_problem);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setAccessibleName(tr("Watched symbols"));
    column->addWidget(m_list, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    auto* removeButton = new QPushButton{iconOf(QStringLiteral("remove")), tr("Remove"), this};
    removeButton->setObjectName(QStringLiteral("remove"));
    m_apply->setObjectName(QStringLiteral("apply"));
    m_apply->setProperty("kind", "primary");
    for (QPushButton* button : {removeButton, m_revert, m_apply})
        button->setAutoDefault(false);
    buttons->addWidget(removeButton);
    buttons->addStretch(1);
    buttons->addWidget(m_revert);
    buttons->addWidget(m_apply);
    column->addLayout(buttons);
    connect(addButton, &QPushButton::clicked, this, &WatchlistPage::add);
    connect(m_symbol, &QLineEdit::returnPressed, this, &WatchlistPage::add);
    connect(m_symbol, &QLineEdit::textEdited, this, [this](const QString& typed) {
        m_symbol->setText(typed.toUpper());
        m_problem->hide();
    });
    connect(removeButton, &QPushButton::clicked, this, &WatchlistPage::removeSelected);
    connect(m_apply, &QPushButton::clicked, this, &WatchlistPage::say);
    connect(m_revert, &QPushButton::clicked, this, [this] { markChanged(false); });
}

void WatchlistPage::take(const std::vector<WatchRow>& rows)
{
    if (m_changed)
        return;
    std::vector<std::string> symbols;
    symbols.reserve(rows.size());
    for (const WatchRow& row : rows)
        symbols.push_back(row.symbol);
    if (symbols == m_shown)
        return;
    m_shown = std::move(symbols);
    m_list->clear();
    for (const WatchRow& row : rows) {
        auto* item = new QListWidgetItem{m_list};
        item->setText(row.name.empty() ? text::fromText(row.symbol)
                                       : text::fromText(row.symbol) + QStringLiteral("   ") +
                                             text::fromText(row.name));
        item->setData(Qt::UserRole, text::fromText(row.symbol));
    }
}

void WatchlistPage::add()
{
    const QString symbol = m_symbol->text().trimmed().toUpper();
    QString problem = problemOfSymbol(symbol);
    for (int i = 0; i < m_list->count(); ++i) {
        if (m_list->item(i)->data(Qt::UserRole).toString() == symbol)
            problem = tr("%1 is watched already.").arg(symbol);
    }
    setTextOf(*m_problem, problem);
    m_problem->setVisible(!problem.isEmpty());
    setStyled(*m_symbol, "problem", !problem.isEmpty());
    if (!problem.isEmpty())
        return;
    auto* item = new QListWidgetItem{symbol, m_list};
    item->setData(Qt::UserRole, symbol);
    m_list->setCurrentItem(item);
    m_symbol->clear();
    markChanged(true);
}

void WatchlistPage::removeSelected()
{
    const QList<QListWidgetItem*> chosen = m_list->selectedItems();
    for (QListWidgetItem* item : chosen)
        delete item;
    if (!chosen.isEmpty())
        markChanged(true);
}

void WatchlistPage::say()
{
    command::SetWatchlist command;
    for (int i = 0; i < m_list->count(); ++i)
        command.symbols.push_back(m_list->item(i)->data(Qt::UserRole).toString().toStdString());
    m_desk.say(std::move(command));
    markChanged(false);
}

void WatchlistPage::markChanged(bool changed)
{
    m_changed = changed;
    m_apply->setEnabled(changed);
    m_revert->setEnabled(changed);
    if (!changed)
        m_shown.clear(); // the next snapshot fills the list anew
}

} // namespace tapedeck
