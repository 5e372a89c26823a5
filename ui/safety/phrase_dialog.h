#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace tapedeck {

class FirmButton;

/// What must not happen by a slip: a phrase must be typed out, letter by letter.
class PhraseDialog : public QDialog
{
    Q_OBJECT

public:
    struct Words
    {
        QString title;
        QString heading;
        QString explanation; ///< ends by asking for the phrase
        QString phrase;
        QString back;
        QString go;
    };
    PhraseDialog(const Words& words, QWidget* parent);

    /// Shown between the explanation and the phrase.
    void addMiddle(QWidget* widget);
    /// Nothing can be typed: what stands in the middle says why.
    void forbid();

signals:
    void typed(const QString& phrase);

private:
    QVBoxLayout* m_middle;
    QLabel* m_shown;
    QLineEdit* m_phrase;
    FirmButton* m_go;
};

} // namespace tapedeck
