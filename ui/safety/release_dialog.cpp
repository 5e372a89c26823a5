#include "ui/safety/release_dialog.h"

#include "desk/snapshot.h"
#include "ui/kit/firm_button.h"
#include "ui/kit/labels.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace tapedeck {

namespace {

QString phrase()
{
    return QString::fromUtf8(kReleasePhrase.data(), static_cast<qsizetype>(kReleasePhrase.size()));
}

} // namespace

ReleaseDialog::ReleaseDialog(QWidget* parent) : QDialog{parent}
{
    constexpr int kWidth = 440;
    setObjectName(QStringLiteral("release"));
    setWindowTitle(tr("Release the kill switch"));
    setFixedWidth(kWidth);
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(12);
    column->addWidget(makeLabel(tr("Release the kill switch?"), "heading"));
    column->addWidget(makeParagraph(tr("After this, orders may pass again. Look at the open "
                                       "positions first. To release, type this phrase:"),
                                    "secondary"));
    QLabel* shown = makeLabel(phrase(), "note");
    shown->setAlignment(Qt::AlignCenter);
    column->addWidget(shown);
    m_phrase = new QLineEdit{this};
    m_phrase->setObjectName(QStringLiteral("phrase"));
    m_phrase->setAccessibleName(tr("Phrase that releases the kill switch"));
    m_phrase->setPlaceholderText(tr("Type the phrase"));
    column->addWidget(m_phrase);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    auto* back = new FirmButton{tr("Stay killed"), this};
    m_release = new FirmButton{tr("Release"), this};
    m_release->setObjectName(QStringLiteral("releaseNow"));
    m_release->setProperty("kind", "danger");
    m_release->setEnabled(false);
    buttons->addWidget(back);
    buttons->addWidget(m_release);
    column->addSpacing(4);
    column->addLayout(buttons);
    connect(m_phrase, &QLineEdit::textChanged, this, [this](const QString& typed) {
        m_release->setEnabled(typed == phrase());
    });
    connect(back, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_release, &QPushButton::clicked, this, [this] {
        const QString typed = m_phrase->text();
        accept();
        emit released(typed);
    });
    m_phrase->setFocus();
}

} // namespace tapedeck
