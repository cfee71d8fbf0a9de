-- The name of the input file, which says its form; null in rows from before, whose files are jsonl.
alter table api_batch add column input_name text;

-- What the orders of the file leave open, as a JSON object; null for nothing.
alter table api_batch add column defaults text;
