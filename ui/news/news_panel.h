#pragma once

#include "ui/kit/panel.h"
#include "ui/kit/rows_model.h"

namespace tapedeck {

class Table;

inline std::int64_t newsKey(const NewsRow& row)
{
    return row.id;
}

class NewsModel : public RowsModel<NewsRow, newsKey>
{
public:
    NewsModel();
    [[nodiscard]] Cell cell(int row, int column) const override;
    [[nodiscard]] QString tip(int row, int column) const override;
};

/// The news, newest first. A click shows the symbol in the chart, a double click opens the article.
class NewsPanel : public Panel
{
    Q_OBJECT

public:
    explicit NewsPanel(QWidget* parent = nullptr);

    void apply(const Snapshot& snapshot) override;
    [[nodiscard]] int count(const Snapshot& snapshot) const override;
    [[nodiscard]] Table& table() noexcept { return *m_table; }

signals:
    void symbolChosen(const QString& symbol);

private:
    NewsModel m_model;
    Table* m_table;
};

} // namespace tapedeck
