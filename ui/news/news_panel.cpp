#include "ui/news/news_panel.h"

#include "ui/kit/table.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QUrl>
#include <QVBoxLayout>

namespace tapedeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tapedeck::NewsPanel)
};

enum class NewsColumn : int
{
    Time,
    Score,
    Symbols,
    Headline,
    Source
};

constexpr int kRowHeight = 26;
constexpr std::size_t kSymbolsShown = 3;
constexpr std::int32_t kNeutralMilli = 150; ///< as the score's label has it

std::vector<Column> newsColumns()
{
    return {
        {.title = Words::tr("Time"), .tip = Words::tr("New York time"), .width = 72},
        {.title = Words::tr("Tone"),
         .tip = Words::tr("What the headline sounds like to a holder, from -1 to +1; it decides "
                          "nothing"),
         .width = 56,
         .right = true},
        {.title = Words::tr("Symbols"), .tip = {}, .width = 96, .stretch = 1, .priority = 1},
        {.title = Words::tr("Headline"), .tip = {}, .width = 240, .stretch = 8},
        {.title = Words::tr("Source"), .tip = {}, .width = 80, .stretch = 1, .priority = 2},
    };
}

QString symbolsOf(const NewsRow& row)
{
    QString text;
    for (std::size_t i = 0; i < row.symbols.size() && i < kSymbolsShown; ++i)
        text += (i == 0 ? QString{} : QStringLiteral(", ")) + text::fromText(row.symbols[i]);
    if (row.symbols.size() > kSymbolsShown)
        text += QStringLiteral(" +%1").arg(row.symbols.size() - kSymbolsShown);
    return text;
}

Tone toneOf(std::int32_t milli)
{
    if (milli >= kNeutralMilli)
        return Tone::Up;
    return milli <= -kNeutralMilli ? Tone::Down : Tone::Muted;
}

/// Nothing but a web page is handed to the desktop.
bool isArticle(const QUrl& url)
{
    return url.isValid() &&
           (url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http"));
}

} // namespace

NewsModel::NewsModel() : RowsModel{newsColumns()} {}

Cell NewsModel::cell(int index, int column) const
{
    const NewsRow& item = row(index);
    Cell cell;
    switch (NewsColumn{column}) {
    case NewsColumn::Time:
        cell.text = text::time(item.at);
        cell.tone = Tone::Muted;
        break;
    case NewsColumn::Score:
        cell.text = text::statistic(item.scoreMilli / 1'000.0, 2, text::Sign::Always);
        cell.tone = toneOf(item.scoreMilli);
        break;
    case NewsColumn::Symbols:
        cell.text = symbolsOf(item);
        cell.strong = item.concerns;
        cell.tone = item.concerns ? Tone::Accent : Tone::Secondary;
        break;
    case NewsColumn::Headline:
        cell.text = text::fromText(item.headline);
        cell.strong = item.concerns;
        break;
    case NewsColumn::Source:
        cell.text = text::fromText(item.source);
        cell.tone = Tone::Muted;
        break;
    }
    return cell;
}

QString NewsModel::tip(int index, int) const
{
    const NewsRow& item = row(index);
    QString tip = text::fromText(item.headline);
    if (!item.summary.empty())
        tip += QStringLiteral("\n\n") + text::fromText(item.summary);
    tip += QStringLiteral("\n\n");
    tip += item.via == NewsVia::Stream
               ? Words::tr("It came by the stream at %1").arg(text::time(item.receivedAt))
               : Words::tr("It was fetched at %1").arg(text::time(item.receivedAt));
    if (item.versions > 1)
        tip += QLatin1Char('\n') + Words::tr("Version %1").arg(item.versions);
    if (isArticle(QUrl{text::fromText(item.url)}))
        tip += QLatin1Char('\n') + Words::tr("A double click opens the article");
    return tip;
}

NewsPanel::NewsPanel(QWidget* parent) : Panel{parent}, m_table{new Table{m_model, kRowHeight, this}}
{
    setFocusProxy(m_table);
    m_table->setAccessibleName(tr("News"));
    m_table->setEmptyText(tr("No news yet"),
                          tr("Headlines come here as they are written, and those of the last day "
                             "at the start."));
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table);
    connect(m_table, &Table::rowChosen, this, [this](int row) {
        const NewsRow& item = m_model.row(row);
        if (item.concerns && !item.symbols.empty())
            emit symbolChosen(text::fromText(item.symbols.front()));
    });
    connect(m_table, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        const QUrl url{text::fromText(m_model.row(index.row()).url)};
        if (isArticle(url))
            QDesktopServices::openUrl(url);
    });
}

void NewsPanel::apply(const Snapshot& snapshot)
{
    m_model.setRows(snapshot.news);
}

int NewsPanel::count(const Snapshot& snapshot) const
{
    return static_cast<int>(snapshot.news.size());
}

} // namespace tapedeck
