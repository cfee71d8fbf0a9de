-- The word that tells a program why a line was refused.
alter table refusal add column code text not null default 'invalid_value';
