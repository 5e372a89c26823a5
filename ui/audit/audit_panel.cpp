#include "ui/audit/audit_panel.h"

#include "ui/audit/audit_details.h"
#include "ui/kit/table.h"
#include "ui/style/theme.h"
#include "ui/text/format.h"
#include "ui/text/sentences.h"
#include "ui/text/words.h"

#include <QAction>
#include <QCoreApplication>
#include <QLineEdit>
#include <QResizeEvent>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace tapedeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tapedeck::AuditPanel)
};

enum class AuditColumn : int
{
    Time,
    Kind,
    Symbol,
    Origin,
    Sentence
};

constexpr std::size_t kWordsMax = 4'096; ///< sentences kept for the filter

std::vector<Column> auditColumns()
{
    return {
        {.title = Words::tr("Time"), .tip = Words::tr("New York time"), .width = 72},
        {.title = Words::tr("Event"), .tip = {}, .width = 112},
        {.title = Words::tr("Symbol"), .tip = {}, .width = 80, .stretch = 1, .priority = 1},
        {.title = Words::tr("Origin"),
         .tip = Words::tr("Who wanted it"),
         .width = 112,
         .stretch = 1,
         .priority = 2},
        {.title = Words::tr("What happened"), .tip = {}, .width = 300, .stretch = 8},
    };
}

Tone toneOf(AuditKind kind)
{
    switch (kind) {
    case AuditKind::Killed:
    case AuditKind::Suspended:
    case AuditKind::KillConfirmed:
    case AuditKind::Rejected:
    case AuditKind::Denied:
    case AuditKind::IllegalTransition:
    case AuditKind::Busted:
    case AuditKind::RecordBroken:
        return Tone::Bad;
    case AuditKind::Unresolved:
    case AuditKind::Difference:
    case AuditKind::InstanceReduced:
    case AuditKind::Blocked:
    case AuditKind::AskedAgain:
    case AuditKind::ExpiredSeen:
    case AuditKind::ExpiredUnseen:
    case AuditKind::Disarmed:
    case AuditKind::LiveLocked:
    case AuditKind::RecordAccepted:
        return Tone::Warn;
    case AuditKind::Filled:
    case AuditKind::PartiallyFilled:
    case AuditKind::Approved:
    case AuditKind::Allowed:
    case AuditKind::Resolved:
    case AuditKind::Released:
    case AuditKind::Unblocked:
    case AuditKind::SuspensionLifted:
    case AuditKind::Armed:
    case AuditKind::LiveUnlocked:
        return Tone::Good;
    case AuditKind::SignalRaised:
    case AuditKind::Suggested:
    case AuditKind::Submitted:
    case AuditKind::Acknowledged:
    case AuditKind::Adopted:
    case AuditKind::CorporateAction:
        return Tone::Accent;
    case AuditKind::Started:
    case AuditKind::Stopped:
    case AuditKind::Configured:
    case AuditKind::SuggestionSeen:
    case AuditKind::Dismissed:
    case AuditKind::Withdrawn:
    case AuditKind::CancelRequested:
    case AuditKind::Canceled:
    case AuditKind::OrderExpired:
    case AuditKind::Reconciled:
    case AuditKind::FeedChanged:
        return Tone::Secondary;
    }
    return Tone::Secondary;
}

} // namespace

AuditModel::AuditModel() : RowsModel{auditColumns()} {}

Cell AuditModel::cell(int index, int column) const
{
    const AuditEntry& entry = row(index).entry;
    Cell cell;
    switch (AuditColumn{column}) {
    case AuditColumn::Time:
        cell.text = text::time(entry.at);
        cell.tone = Tone::Muted;
        break;
    case AuditColumn::Kind:
        cell.look = Cell::Look::Chip;
        cell.text = text::word(entry.kind);
        cell.tone = toneOf(entry.kind);
        break;
    case AuditColumn::Symbol:
        cell.text = text::fromText(entry.symbol);
        cell.strong = true;
        break;
    case AuditColumn::Origin:
        cell.text = entry.origin.name.empty() ? QString{} : text::originName(entry.origin);
        cell.tone = Tone::Secondary;
        break;
    case AuditColumn::Sentence:
        cell.text = text::sentence(entry);
        break;
    }
    return cell;
}

AuditPanel::AuditPanel(QWidget* parent)
    : Panel{parent}, m_filter{new QLineEdit{this}}, m_split{new QSplitter{this}},
      m_table{new Table{m_model, 26, m_split}}, m_details{new QScrollArea{m_split}}
{
    m_filter->setPlaceholderText(tr("Filter: a symbol, an event, an origin…"));
    m_filter->setProperty("kind", "filter");
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(iconOf(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_filter->setAccessibleName(tr("Filter of the audit log"));
    setFocusProxy(m_table);
    m_table->setAccessibleName(tr("Audit log"));
    m_details->setWidgetResizable(true);
    m_details->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_details->viewport()->setAutoFillBackground(false);
    m_details->setMinimumWidth(200);
    m_details->hide();
    m_split->setHandleWidth(1);
    m_split->setChildrenCollapsible(false);
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(8, 6, 8, 6);
    head->addWidget(m_filter);
    column->addLayout(head);
    column->addWidget(m_split, 1);
    connect(m_filter, &QLineEdit::textChanged, this, [this] { refilter(); });
    connect(m_table, &Table::rowChosen, this, [this](int row) {
        showDetails(&m_model.row(row));
        if (!m_model.row(row).entry.symbol.empty())
            emit symbolChosen(text::fromText(m_model.row(row).entry.symbol));
    });
    refilter();
}

void AuditPanel::apply(const Snapshot& snapshot)
{
    const auto sequenceOf = [](const std::vector<AuditRow>& rows, bool front) {
        return rows.empty() ? -1 : front ? rows.front().sequence : rows.back().sequence;
    };
    // Rows never change, so the ends and the number tell whether there are other ones.
    if (m_all.size() == snapshot.audit.size() &&
        sequenceOf(m_all, true) == sequenceOf(snapshot.audit, true) &&
        sequenceOf(m_all, false) == sequenceOf(snapshot.audit, false))
        return;
    m_all = snapshot.audit;
    refilter();
}

const QString& AuditPanel::wordsOf(const AuditRow& row)
{
    const auto known = m_words.find(row.sequence);
    if (known != m_words.end())
        return known->second;
    if (m_words.size() >= kWordsMax)
        m_words.clear();
    const QString words =
        text::word(row.entry.kind) + QLatin1Char('\n') + text::fromText(row.entry.symbol) +
        QLatin1Char('\n') + text::originName(row.entry.origin) + QLatin1Char('\n') +
        text::fromText(row.entry.clientOrderId) + QLatin1Char('\n') + text::sentence(row.entry);
    return m_words[row.sequence] = words.toLower();
}

void AuditPanel::refilter()
{
    const QString wanted = m_filter->text().trimmed().toLower();
    if (wanted.isEmpty()) {
        m_table->setEmptyText(tr("Nothing on record yet"),
                              tr("Every signal, decision, order and fill becomes a line here."));
        m_model.setRows(m_all);
        return;
    }
    std::vector<AuditRow> rows;
    for (const AuditRow& row : m_all) {
        if (wordsOf(row).contains(wanted))
            rows.push_back(row);
    }
    m_table->setEmptyText(tr("Nothing fits the filter"),
                          tr("No line says “%1”.").arg(m_filter->text().trimmed()));
    m_model.setRows(rows);
}

void AuditPanel::showDetails(const AuditRow* row)
{
    if (row == nullptr)
        return;
    m_details->setWidget(makeAuditDetails(*row));
    if (!m_details->isVisibleTo(m_split)) {
        m_details->show();
        m_split->setSizes({width() / 2, width() / 2});
    }
}

void AuditPanel::resizeEvent(QResizeEvent* event)
{
    constexpr int kWideEnough = 560;
    Panel::resizeEvent(event);
    m_split->setOrientation(width() >= kWideEnough ? Qt::Horizontal : Qt::Vertical);
}

} // namespace tapedeck
