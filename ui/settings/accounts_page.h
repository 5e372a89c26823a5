#pragma once

#include "desk/desk.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace tapedeck {

class SecretField;

/// The keys of one mode: what is stored, two fields, Save, Test, Forget. The answers come later.
class KeyPair : public QFrame
{
    Q_OBJECT

public:
    KeyPair(CredentialPort& port, Mode mode, QWidget* parent = nullptr);
    void refresh();

private:
    void build();
    void save();
    void test();
    void forget();
    void take(const Result<CredentialPort::Status>& status, const QString& done);
    void say(const QString& words, bool isProblem);

    CredentialPort& m_port;
    Mode m_mode;
    QLabel* m_state;
    QLabel* m_problem;
    QLabel* m_answer;
    SecretField* m_keyId;
    SecretField* m_secret;
    QPushButton* m_save;
    QPushButton* m_test;
    QPushButton* m_forget;
};

class AccountsPage : public QWidget
{
    Q_OBJECT

public:
    explicit AccountsPage(CredentialPort& port, QWidget* parent = nullptr);
    void refresh();

private:
    KeyPair* m_paper;
    KeyPair* m_live;
};

} // namespace tapedeck
