#include "ui/safety/phrase_dialog.h"

#include "ui/kit/firm_button.h"
#include "ui/kit/labels.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace tapedeck {

PhraseDialog::PhraseDialog(const Words& words, QWidget* parent)
    : QDialog{parent}, m_middle{new QVBoxLayout}, m_shown{makeLabel(words.phrase, "note", this)},
      m_phrase{new QLineEdit{this}}, m_go{new FirmButton{words.go, this}}
{
    constexpr int kWidth = 440;
    setWindowTitle(words.title);
    setFixedWidth(kWidth);
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(12);
    column->addWidget(makeLabel(words.heading, "heading"));
    column->addWidget(makeParagraph(words.explanation, "secondary"));
    column->addLayout(m_middle);
    m_shown->setAlignment(Qt::AlignCenter);
    column->addWidget(m_shown);
    m_phrase->setObjectName(QStringLiteral("phrase"));
    m_phrase->setAccessibleName(tr("The phrase, to confirm"));
    m_phrase->setPlaceholderText(tr("Type the phrase"));
    column->addWidget(m_phrase);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    auto* back = new FirmButton{words.back, this};
    back->setObjectName(QStringLiteral("back"));
    m_go->setObjectName(QStringLiteral("go"));
    m_go->setProperty("kind", "danger");
    m_go->setEnabled(false);
    buttons->addWidget(back);
    buttons->addWidget(m_go);
    column->addSpacing(4);
    column->addLayout(buttons);
    connect(
        m_phrase,
        &QLineEdit::textChanged,
        this,
        [this, phrase = words.phrase](const QString& text) { m_go->setEnabled(text == phrase); });
    connect(back, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, [this] {
        const QString phrase = m_phrase->text();
        accept();
        emit typed(phrase);
    });
    m_phrase->setFocus();
}

void PhraseDialog::addMiddle(QWidget* widget)
{
    m_middle->addWidget(widget);
}

void PhraseDialog::forbid()
{
    m_phrase->setEnabled(false);
    m_shown->hide();
    m_phrase->hide();
    m_go->hide();
}

} // namespace tapedeck
