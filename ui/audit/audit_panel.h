#pragma once

#include "ui/kit/panel.h"
#include "ui/kit/rows_model.h"

#include <map>

class QLineEdit;
class QScrollArea;
class QSplitter;

namespace tapedeck {

class Table;

inline std::int64_t auditKey(const AuditRow& row)
{
    return row.sequence;
}

class AuditModel : public RowsModel<AuditRow, auditKey>
{
public:
    AuditModel();
    [[nodiscard]] Cell cell(int row, int column) const override;
};

/// The record, newest first: a line each, a filter over all that a line says, and the whole context
/// of the chosen one with every limit.
class AuditPanel : public Panel
{
    Q_OBJECT

public:
    explicit AuditPanel(QWidget* parent = nullptr);

    void apply(const Snapshot& snapshot) override;
    [[nodiscard]] Table& table() noexcept { return *m_table; }
    [[nodiscard]] QLineEdit& filter() noexcept { return *m_filter; }

signals:
    void symbolChosen(const QString& symbol);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void refilter();
    void showDetails(const AuditRow* row);
    [[nodiscard]] const QString& wordsOf(const AuditRow& row);

    AuditModel m_model;
    std::vector<AuditRow> m_all;
    std::map<std::int64_t, QString> m_words; ///< lower case, by sequence: what the filter looks in
    QLineEdit* m_filter;
    QSplitter* m_split;
    Table* m_table;
    QScrollArea* m_details;
};

} // namespace tapedeck
