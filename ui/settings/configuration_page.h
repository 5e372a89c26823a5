#pragma once

#include "desk/desk.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace tapedeck {

/// The user's own layer of the configuration, as text. It is taken as a whole or refused with the
/// path of the bad key.
class ConfigurationPage : public QWidget
{
    Q_OBJECT

public:
    explicit ConfigurationPage(SettingsPort& port, QWidget* parent = nullptr);
    /// Reads the text in force, unless changes wait here.
    void refresh();

private:
    void save();
    void write(const QString& phrase);

    SettingsPort& m_port;
    QPlainTextEdit* m_text;
    QLabel* m_answer;
    QPushButton* m_save;
    QPushButton* m_revert;
};

} // namespace tapedeck
