#pragma once

#include "bytes.hpp"
#include "cancel/domain/state_builder.hpp"
#include "cancel/ports/snapshot_store.hpp"

// The parts of a snapshot as bytes: records, each with its kind first.

namespace cancel {

// A file of another format is not read. Raise it with every change of what follows, or of what a Token holds.
inline constexpr std::uint64_t snapshot_format = 1;

void encode(ByteWriter& out, const Token& token);
void encode_removed(ByteWriter& out, TokenKey token);
void encode(ByteWriter& out, const std::string& command_id, const CarriedOut& carried_out);
void encode(ByteWriter& out, const Session& session);
void encode(ByteWriter& out, const Statistics& statistics);
void encode(ByteWriter& out, const SnapshotPlace& place);

// Takes records in until that of the place, which is the last. Throws BytesDamaged.
SnapshotPlace decode_snapshot(ByteReader& in, StateBuilder& builder);

}  // namespace cancel
