-- When the request of a submit was about to be written; null while it has not been, as nobody can
-- have accepted the order then.
alter table job add column intent_at bigint;

-- Until when a render is looked up whose submit was not answered; null while its request is under
-- way.
alter table job add column sought_until bigint;

update job set intent_at = created_at where state = 'submitting';
