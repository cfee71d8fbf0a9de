alter table job rename column wish to request;
alter table job rename column waits_for to wait_queue;
alter table job rename column sought_until to lookup_until;
drop index job_waiting;
create index job_waiting on job (wait_queue, priority desc, created_at) where wait_queue is not null;

alter table letter rename to event_delivery;
alter table event_delivery rename column tries to attempts;
drop index letter_due;
drop index letter_owner;
create index event_delivery_due on event_delivery (target, due) where due is not null;
create index event_delivery_owner on event_delivery (owner) where owner is not null;

alter table switched_off rename to disabled_webhook;

alter table removal rename column tries to attempts;

alter table batch_call rename to api_batch;
alter table api_batch rename column faults to errors;
drop index batch_call_licence;
drop index batch_call_unread;
create index api_batch_licence on api_batch (licence, id);
create index api_batch_unread on api_batch (reading_until) where read_at is null;
