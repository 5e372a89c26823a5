#include "ui/settings/accounts_page.h"

#include "ui/kit/ask.h"
#include "ui/kit/firm_button.h"
#include "ui/kit/labels.h"
#include "ui/settings/secret_field.h"
#include "ui/text/words.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPointer>
#include <QVBoxLayout>

namespace tapedeck {

KeyPair::KeyPair(CredentialPort& port, Mode mode, QWidget* parent)
    : QFrame{parent}, m_port{port}, m_mode{mode}, m_state{makeLabel({}, "secondary", this)},
      m_problem{makeParagraph({}, "note", this)}, m_answer{makeParagraph({}, "", this)},
      m_keyId{new SecretField{this}}, m_secret{new SecretField{this}}, m_save{new FirmButton{
                                                                           tr("Save"), this}},
      m_test{new FirmButton{tr("Test"), this}}, m_forget{new FirmButton{tr("Forget"), this}}
{
    setProperty("group", true);
    const QString name = QString::fromUtf8(toString(mode).data());
    setObjectName(name);
    m_keyId->setObjectName(QStringLiteral("keyId"));
    m_secret->setObjectName(QStringLiteral("secret"));
    m_save->setObjectName(QStringLiteral("save"));
    m_test->setObjectName(QStringLiteral("test"));
    m_forget->setObjectName(QStringLiteral("forget"));
    build();
    refresh();
}

void KeyPair::build()
{
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(10);
    auto* head = new QHBoxLayout;
    head->addWidget(makeLabel(m_mode == Mode::Live ? tr("Live: real money")
                                                   : tr("Paper: real prices, play money"),
                              "heading",
                              this));
    head->addStretch(1);
    head->addWidget(m_state);
    column->addLayout(head);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    grid->addWidget(makeLabel(tr("Key id"), "secondary", this), 0, 0);
    grid->addWidget(m_keyId, 0, 1);
    grid->addWidget(makeLabel(tr("Secret"), "secondary", this), 1, 0);
    grid->addWidget(m_secret, 1, 1);
    m_keyId->setAccessibleName(tr("Key id"));
    m_secret->setAccessibleName(tr("Secret"));
    m_keyId->setPlaceholderText(m_mode == Mode::Live ? tr("AK…") : tr("PK…"));
    column->addLayout(grid);
    m_problem->hide();
    column->addWidget(m_problem);
    m_answer->hide();
    column->addWidget(m_answer);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    m_save->setProperty("kind", "primary");
    m_save->setEnabled(false);
    m_test->setToolTip(tr("Asks the broker with the stored keys and shows what it says."));
    buttons->addWidget(m_save);
    buttons->addWidget(m_test);
    buttons->addWidget(m_forget);
    buttons->addStretch(1);
    column->addLayout(buttons);
    const auto bothFilled = [this] {
        m_save->setEnabled(!m_keyId->text().trimmed().isEmpty() &&
                           !m_secret->text().trimmed().isEmpty());
    };
    connect(m_keyId, &QLineEdit::textChanged, this, bothFilled);
    connect(m_secret, &QLineEdit::textChanged, this, bothFilled);
    connect(m_save, &QPushButton::clicked, this, &KeyPair::save);
    connect(m_test, &QPushButton::clicked, this, &KeyPair::test);
    connect(m_forget, &QPushButton::clicked, this, &KeyPair::forget);
}

void KeyPair::refresh()
{
    setTextOf(*m_state, tr("Looking…"));
    m_test->setEnabled(false);
    m_forget->setEnabled(false);
    m_port.status(m_mode, [self = QPointer{this}](const Result<CredentialPort::Status>& status) {
        if (self)
            self->take(status, {});
    });
}

void KeyPair::save()
{
    Secret keyId = m_keyId->take();
    Secret secret = m_secret->take();
    say(tr("Saving…"), false);
    m_port.save(m_mode,
                std::move(keyId),
                std::move(secret),
                [self = QPointer{this}](const Result<CredentialPort::Status>& status) {
                    if (self)
                        self->take(status, tr("Saved. Press Test to ask the broker."));
                });
}

void KeyPair::test()
{
    m_test->setEnabled(false);
    say(tr("Asking the broker…"), false);
    m_port.test(m_mode, [self = QPointer{this}](const Result<std::string>& answer) {
        if (!self)
            return;
        self->m_test->setEnabled(true);
        if (answer)
            self->say(QStringLiteral("✓ ") + text::fromText(*answer), false);
        else
            self->say(QStringLiteral("✕ ") + text::fromText(answer.error().what), true);
    });
}

void KeyPair::forget()
{
    ask(*this,
        {tr("Forget these keys?"),
         tr("The keys of the %1 account are taken out of this computer. At the broker they stay as "
            "they are.")
             .arg(text::word(m_mode).toLower()),
         tr("Forget")},
        [self = QPointer{this}] {
            if (!self)
                return;
            self->m_port.forget(self->m_mode, [self](const Result<CredentialPort::Status>& status) {
                if (self)
                    self->take(status, tr("Forgotten."));
            });
        });
}

void KeyPair::take(const Result<CredentialPort::Status>& status, const QString& done)
{
    if (!status) {
        setTextOf(*m_state, tr("Not known"));
        say(QStringLiteral("✕ ") + text::fromText(status.error().what), true);
        return;
    }
    QString state = tr("No keys");
    if (status->present) {
        const QString hint = status->keyIdHint.empty()
                                 ? QString{}
                                 : QStringLiteral(" …") + text::fromText(status->keyIdHint);
        switch (status->storage) {
        case CredentialPort::Storage::Keychain:
            state = tr("✓ In the keychain%1").arg(hint);
            break;
        case CredentialPort::Storage::ThisRun:
            state = tr("✓ For this run only%1").arg(hint);
            break;
        }
    }
    setTextOf(*m_state, state);
    QString problem = text::fromText(status->problem);
    if (!problem.isEmpty())
        problem = problem.left(1).toUpper() + problem.mid(1) + QLatin1Char('.');
    setTextOf(*m_problem, problem);
    m_problem->setVisible(!status->problem.empty());
    m_test->setEnabled(status->present);
    m_forget->setEnabled(status->present);
    say(done, false);
}

void KeyPair::say(const QString& words, bool isProblem)
{
    setTextOf(*m_answer, words);
    setRole(*m_answer, isProblem ? "error" : "good");
    m_answer->setVisible(!words.isEmpty());
}

AccountsPage::AccountsPage(CredentialPort& port, QWidget* parent)
    : QWidget{parent}, m_paper{new KeyPair{port, Mode::Paper, this}}, m_live{new KeyPair{
                                                                          port, Mode::Live, this}}
{
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(makeParagraph(tr("Keys go to the keychain of this computer and never touch "
                                       "the disk otherwise: no file, no log, no record holds them. "
                                       "You find them on Alpaca's dashboard, for each account."),
                                    "secondary",
                                    this));
    column->addWidget(m_paper);
    column->addWidget(m_live);
    column->addStretch(1);
}

void AccountsPage::refresh()
{
    m_paper->refresh();
    m_live->refresh();
}

} // namespace tapedeck
