#pragma once

#include "base/canonical.h"
#include "base/hash.h"
#include "engine/output.h"

#include <string>
#include <vector>

namespace tapedeck {

/// The digest of a run: SHA-256 over the canonical bytes of every output, in order.
class OutputDigest
{
public:
    void add(const std::vector<Output>& outputs)
    {
        for (const Output& output : outputs) {
            m_bytes.clear();
            CanonicalWriter{m_bytes}.put(output);
            m_hash.add(m_bytes);
            ++m_count;
        }
    }
    [[nodiscard]] Digest digest() const noexcept { return m_hash.digest(); }
    [[nodiscard]] std::string hex() const { return toHex(digest()); }
    [[nodiscard]] std::uint64_t count() const noexcept { return m_count; }

private:
    Sha256 m_hash;
    std::string m_bytes;
    std::uint64_t m_count = 0;
};

} // namespace tapedeck
