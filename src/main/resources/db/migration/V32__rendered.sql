-- What it found, job_rendered_sink finds too, with the sink in between.
drop index job_rendered;
