#pragma once

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace tapedeck {

/// Releases the kill switch: the phrase must be typed out, letter by letter.
class ReleaseDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ReleaseDialog(QWidget* parent = nullptr);

signals:
    void released(const QString& phrase);

private:
    QLineEdit* m_phrase;
    QPushButton* m_release;
};

} // namespace tapedeck
