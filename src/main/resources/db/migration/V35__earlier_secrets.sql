-- The signing secrets before previous_until's that a webhook endpoint still signs with: a JSON object
-- of their numbers and until when each does.
alter table webhook_endpoint add column earlier_until text;
