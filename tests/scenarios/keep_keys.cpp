// Puts a pair of keys into the session's keychain, as Settings does: the mode ("paper", "live"), id
// and secret come on standard input, a line each. Ends with 0 when the keychain has them.
#include "app/vault/key_store.h"

#include <QCoreApplication>

#include <cstdio>
#include <iostream>
#include <string>

int main(int argc, char** argv)
{
    using namespace tapedeck;
    QCoreApplication application{argc, argv};
    std::string mode;
    std::string id;
    std::string secret;
    std::getline(std::cin, mode);
    std::getline(std::cin, id);
    std::getline(std::cin, secret);
    vault::KeyStore store{vault::Probes{}};
    store.save(mode == "live" ? Mode::Live : Mode::Paper,
               Secret::takeFrom(id),
               Secret::takeFrom(secret),
               [](const Result<CredentialPort::Status>& status) {
                   const bool kept = status && status->storage == CredentialPort::Storage::Keychain;
                   if (!kept)
                       std::fprintf(stderr,
                                    "%s\n",
                                    (status ? status->problem : status.error().what).c_str());
                   QCoreApplication::exit(kept ? 0 : 1);
               });
    return QCoreApplication::exec();
}
