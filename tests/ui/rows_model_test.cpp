#include "ui/kit/rows_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include <gtest/gtest.h>

namespace tapedeck::test {

namespace {

struct Row
{
    int key = 0;
    int value = 0;
    friend bool operator==(const Row&, const Row&) = default;
};
int rowKey(const Row& row)
{
    return row.key;
}

class Model : public RowsModel<Row, rowKey>
{
public:
    Model() : RowsModel{{Column{}, Column{}}} {}
    [[nodiscard]] Cell cell(int index, int) const override
    {
        Cell cell;
        cell.text = QString::number(row(index).value);
        return cell;
    }
};

TEST(RowsModelTest, HoldsAnySequenceOfRowsWithoutBreakingTheRulesOfModels)
{
    Model model;
    const QAbstractItemModelTester tester{&model,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal};
    std::uint64_t state = 42;
    const auto roll = [&state](std::uint64_t below) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return (state >> 33U) % below;
    };
    for (int round = 0; round < 500; ++round) {
        std::vector<Row> rows;
        for (int key = 0; key < 12; ++key) {
            if (roll(3) > 0)
                rows.push_back({key, static_cast<int>(roll(4))});
        }
        if (roll(4) == 0 && rows.size() > 2)
            std::swap(rows.front(), rows.back());
        model.setRows(rows);
        ASSERT_EQ(model.rows(), rows) << "round " << round;
    }
}

TEST(RowsModelTest, TellsOfEachChangedRowOnceAndOfNoOther)
{
    Model model;
    model.setRows({{1, 10}, {2, 20}, {3, 30}});
    QSignalSpy changed{&model, &QAbstractItemModel::dataChanged};
    QSignalSpy reset{&model, &QAbstractItemModel::modelReset};
    model.setRows({{1, 10}, {2, 21}, {3, 31}});
    EXPECT_EQ(changed.count(), 2);
    EXPECT_EQ(reset.count(), 0);
}

TEST(RowsModelTest, NewRowsInFrontAreInsertedAndOldOnesAtTheEndRemoved)
{
    Model model;
    model.setRows({{3, 0}, {2, 0}, {1, 0}});
    QSignalSpy inserted{&model, &QAbstractItemModel::rowsInserted};
    QSignalSpy removed{&model, &QAbstractItemModel::rowsRemoved};
    QSignalSpy changed{&model, &QAbstractItemModel::dataChanged};
    model.setRows({{5, 0}, {4, 0}, {3, 0}});
    EXPECT_EQ(inserted.count(), 1);
    EXPECT_EQ(removed.count(), 1);
    EXPECT_EQ(changed.count(), 0);
}

} // namespace

} // namespace tapedeck::test
