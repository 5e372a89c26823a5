#include "ui/settings/configuration_page.h"

#include "ui/kit/labels.h"
#include "ui/settings/loosen_dialog.h"
#include "ui/text/words.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tapedeck {

ConfigurationPage::ConfigurationPage(SettingsPort& port, QWidget* parent)
    : QWidget{parent}, m_port{port}, m_text{new QPlainTextEdit{this}}, m_answer{makeParagraph(
                                                                           {}, "error", this)},
      m_save{new QPushButton{tr("Save"), this}}, m_revert{new QPushButton{tr("Revert"), this}}
{
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPixelSize(12);
    m_text->setFont(fixed);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true);
    m_text->setAccessibleName(tr("Your settings, in YAML"));
    m_text->setPlaceholderText(tr("# Nothing of your own yet: the defaults are in force."));
    m_text->setObjectName(QStringLiteral("yaml"));
    m_save->setObjectName(QStringLiteral("saveYaml"));
    m_save->setProperty("kind", "primary");
    m_answer->setObjectName(QStringLiteral("yamlAnswer"));
    m_answer->hide();
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(makeParagraph(tr("Your own settings, laid over the defaults. A change is "
                                       "checked as a whole: it is saved, or refused with the place "
                                       "of the mistake. Limits that allow less count at once, and "
                                       "those that allow more, once confirmed, from the next "
                                       "trading day; everything else from the next start on."),
                                    "secondary",
                                    this));
    column->addWidget(m_text, 1);
    column->addWidget(m_answer);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    for (QPushButton* button : {m_revert, m_save}) {
        button->setAutoDefault(false);
        button->setEnabled(false);
        buttons->addWidget(button);
    }
    column->addLayout(buttons);
    connect(m_text->document(), &QTextDocument::modificationChanged, this, [this](bool changed) {
        m_save->setEnabled(changed);
        m_revert->setEnabled(changed);
    });
    connect(m_save, &QPushButton::clicked, this, &ConfigurationPage::save);
    connect(m_revert, &QPushButton::clicked, this, [this] {
        m_text->document()->setModified(false);
        m_answer->hide();
        refresh();
    });
}

void ConfigurationPage::refresh()
{
    if (m_text->document()->isModified())
        return;
    m_text->setPlainText(text::fromText(m_port.text()));
    m_text->document()->setModified(false);
    // A document that was given its text says that it changed, and takes it back in silence.
    m_save->setEnabled(false);
    m_revert->setEnabled(false);
}

void ConfigurationPage::save()
{
    m_answer->hide(); // of the last try
    const auto moves = m_port.moves(m_text->toPlainText().toStdString());
    const bool looser = moves && std::any_of(moves->begin(), moves->end(), [](const auto& move) {
                            return move.looser;
                        });
    if (!looser) {
        write({});
        return;
    }
    auto* dialog = new LoosenDialog{*moves, this};
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &LoosenDialog::typed, this, &ConfigurationPage::write);
    dialog->open();
}

void ConfigurationPage::write(const QString& phrase)
{
    const Result<void> saved =
        m_port.save(m_text->toPlainText().toStdString(), phrase.toStdString());
    setRole(*m_answer, saved ? "good" : "error");
    const QString done = phrase.isEmpty()
                             ? tr("✓ Saved. Limits count now, the rest from the next start on.")
                             : tr("✓ Saved. What allows more counts from the next trading day on.");
    setTextOf(*m_answer,
              saved ? done
                    : tr("✕ Nothing was changed. %1").arg(text::fromText(saved.error().what)));
    m_answer->show();
    if (saved)
        m_text->document()->setModified(false);
}

} // namespace tapedeck
