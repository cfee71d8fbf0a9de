-- Whether an image can have transparent pixels, which a mask must have; null where that is not known.
alter table media add column transparent integer;
