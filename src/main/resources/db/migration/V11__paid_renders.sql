-- When an upstream first reported a render as done: from then on it is paid for, and its deadline is
-- that of fetching it. And why the job's last step failed, in a sentence.
alter table job add column done_at bigint;
alter table job add column last_cause text;

-- What was done before this column was has a day from its last step on, as the settings say unless
-- they are changed.
update job set done_at = due, deadline = due + 86400000 where state = 'rendered';
