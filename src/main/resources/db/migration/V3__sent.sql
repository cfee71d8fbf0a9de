-- The order as its upstream got it, as JSON, where that is only near to what was wished.
alter table job add column sent text;
