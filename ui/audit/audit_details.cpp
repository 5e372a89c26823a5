#include "ui/audit/audit_details.h"

#include "ui/kit/labels.h"
#include "ui/style/tones.h"
#include "ui/text/format.h"
#include "ui/text/sentences.h"
#include "ui/text/words.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QVBoxLayout>

namespace tapedeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tapedeck::AuditDetails)
};

/// Pairs of a caption and a text; empty texts are left out.
class Facts
{
public:
    explicit Facts(QGridLayout& grid) : m_grid{grid}
    {
        grid.setContentsMargins(0, 0, 0, 0);
        grid.setHorizontalSpacing(12);
        grid.setVerticalSpacing(4);
        grid.setColumnStretch(1, 1);
    }
    void add(const QString& caption, const QString& words)
    {
        if (words.isEmpty())
            return;
        const int row = m_grid.rowCount();
        m_grid.addWidget(makeLabel(caption, "caption"), row, 0, Qt::AlignTop);
        QLabel* value = makeParagraph(words, "");
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_grid.addWidget(value, row, 1);
    }

private:
    QGridLayout& m_grid;
};

void addFacts(QVBoxLayout& column, const AuditRow& row)
{
    const AuditEntry& entry = row.entry;
    auto* grid = new QGridLayout;
    Facts facts{*grid};
    facts.add(Words::tr("Row"), QString::number(row.sequence));
    facts.add(Words::tr("Time"),
              text::date(entry.at) + QStringLiteral(", ") + text::timeToMillis(entry.at));
    facts.add(Words::tr("Origin"),
              entry.origin.name.empty() ? text::word(entry.origin.kind)
                                        : text::originName(entry.origin) + QStringLiteral(", ") +
                                              text::word(entry.origin.kind).toLower());
    if (entry.order)
        facts.add(Words::tr("Order"), text::order(*entry.order));
    if (entry.quantity)
        facts.add(Words::tr("Quantity"), text::quantity(*entry.quantity));
    if (entry.price)
        facts.add(Words::tr("Price"), text::decimal(entry.price->nanos(), 2, 9));
    if (entry.confidence)
        facts.add(Words::tr("Confidence"), text::confidence(*entry.confidence));
    for (const Evidence& evidence : entry.evidence)
        facts.add(Words::tr("Evidence"), text::clause(evidence));
    facts.add(Words::tr("Detail"), text::fromText(entry.detail));
    facts.add(Words::tr("Proposal"), text::fromText(entry.proposalId));
    facts.add(Words::tr("Suggestion"), text::fromText(entry.suggestionId));
    facts.add(Words::tr("Client order"), text::fromText(entry.clientOrderId));
    column.addLayout(grid);
}

void addChecks(QVBoxLayout& column, const std::vector<LimitCheck>& checks)
{
    if (checks.empty())
        return;
    column.addWidget(makeParagraph(text::summary(checks), "heading"));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(0, 1);
    for (const LimitCheck& check : checks) {
        const int row = grid->rowCount();
        QLabel* name = makeElided(text::word(check.limit), "caption");
        name->setToolTip(text::explanation(check.limit));
        QLabel* result = makeLabel(markOf(check.result), "");
        result->setToolTip(text::word(check.result));
        result->setAccessibleName(text::word(check.result));
        setTone(*result, toneOf(check.result));
        grid->addWidget(name, row, 0);
        grid->addWidget(makeLabel(text::figures(check), "caption"), row, 1, Qt::AlignRight);
        grid->addWidget(result, row, 2);
    }
    column.addLayout(grid);
}

} // namespace

QWidget* makeAuditDetails(const AuditRow& row)
{
    auto* page = new QWidget;
    page->setProperty("panel", true);
    page->setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout{page};
    column->setContentsMargins(12, 10, 12, 12);
    column->setSpacing(10);
    column->addWidget(makeParagraph(text::sentence(row.entry), "heading"));
    addFacts(*column, row);
    addChecks(*column, row.entry.checks);
    column->addStretch(1);
    return page;
}

} // namespace tapedeck
