#pragma once

#include "cancel/domain/replies.hpp"
#include "cancel/wire/pages.hpp"
#include "json_reader.hpp"

namespace cancel {

// One overload a shape of result: sets all of `reply` that its members say. What is wrong with them is kept in `in`.
void read_members(FieldReader& in, CreateReply& reply);
void read_members(FieldReader& in, CancelReply& reply);
void read_members(FieldReader& in, CancelManyReply& reply);
void read_members(FieldReader& in, StatusReply& reply);
void read_members(FieldReader& in, TokenPage& reply);
void read_members(FieldReader& in, OperationPage& reply);
void read_members(FieldReader& in, ReleaseReply& reply);
void read_members(FieldReader& in, StartReply& reply);
void read_members(FieldReader& in, PositionReply& reply);
void read_members(FieldReader& in, FinishReply& reply);
void read_members(FieldReader& in, OpenSessionReply& reply);
void read_members(FieldReader& in, RenewSessionReply& reply);
void read_members(FieldReader& in, EventsReply& reply);
void read_members(FieldReader& in, StatisticsReply& reply);
void read_members(FieldReader& in, InfoReply& reply);
void read_members(FieldReader& in, PruneReply& reply);
void read_members(FieldReader& in, ResultReply& reply);

}  // namespace cancel
