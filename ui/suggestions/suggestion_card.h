#pragma once

#include "desk/snapshot.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace tapedeck {

class CountdownRing;
class Gauge;

/// One suggestion: the very order, why, how sure, what was checked, how long it stands; Approve and
/// Dismiss. Enter never approves: a key that confirms things elsewhere must not spend money here.
class SuggestionWidget : public QFrame
{
    Q_OBJECT

public:
    explicit SuggestionWidget(SuggestionCard card, QWidget* parent = nullptr);

    [[nodiscard]] const SuggestionCard& card() const noexcept { return m_card; }
    /// Takes a newer version of the same card.
    void take(const SuggestionCard& card);
    /// `now`: the engine's time, carried on between snapshots.
    void countDown(Timestamp now);
    void setSelected(bool selected);
    [[nodiscard]] bool isAnswered() const noexcept { return m_answered; }
    /// Lets time pass since the card came or moved; until it stands still for a moment its button
    /// does not approve, so that no click meant for another card lands here.
    void settle(Nanoseconds frame);
    /// Says it once; a second press, a double click or a held key says nothing more.
    void approve();
    void dismiss();

signals:
    void approved();
    void dismissed();
    void focused();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void moveEvent(QMoveEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void build();
    QWidget* buildHead();
    QWidget* buildButtons();
    void fill();
    void fillDetails();
    void answer(const QString& words);
    /// What the button that sends it says: a card that was asked again is confirmed.
    [[nodiscard]] QString agreement() const;

    SuggestionCard m_card;
    bool m_answered = false;
    bool m_expired = false;
    bool m_built = false;
    Nanoseconds m_still{};
    QLabel* m_side;
    QLabel* m_symbol;
    QLabel* m_longSymbol;
    QLabel* m_order;
    QLabel* m_worst;
    QLabel* m_origin;
    QLabel* m_confidence;
    Gauge* m_gauge;
    QLabel* m_rationale;
    QLabel* m_asked;
    QLabel* m_stop;
    QPushButton* m_showEvidence;
    QPushButton* m_showChecks;
    QWidget* m_evidence;
    QWidget* m_checks;
    CountdownRing* m_ring;
    QPushButton* m_approve;
    QPushButton* m_dismiss;
};

} // namespace tapedeck
