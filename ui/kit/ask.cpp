#include "ui/kit/ask.h"

#include "ui/kit/firm_button.h"
#include "ui/kit/labels.h"

#include <QDialog>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace tapedeck {

void ask(QWidget& parent, const Question& question, std::function<void()> agreed)
{
    constexpr int kWidth = 380;
    auto* dialog = new QDialog{parent.window()};
    dialog->setObjectName(QStringLiteral("question"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(question.title);
    dialog->setFixedWidth(kWidth);
    auto* column = new QVBoxLayout{dialog};
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(12);
    column->addWidget(makeParagraph(question.title, "heading"));
    column->addWidget(makeParagraph(question.text, "secondary"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    auto* back = new FirmButton{QDialog::tr("Cancel"), dialog};
    auto* deed = new FirmButton{question.agree, dialog};
    deed->setObjectName(QStringLiteral("agree"));
    deed->setProperty("kind", "danger");
    buttons->addWidget(back);
    buttons->addWidget(deed);
    column->addSpacing(4);
    column->addLayout(buttons);
    QObject::connect(back, &QPushButton::clicked, dialog, &QDialog::reject);
    QObject::connect(deed, &QPushButton::clicked, dialog, [dialog, agreed = std::move(agreed)] {
        dialog->accept();
        agreed();
    });
    back->setFocus();
    dialog->show();
}

} // namespace tapedeck
