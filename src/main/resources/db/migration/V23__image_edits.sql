-- Whether an image can have transparent pixels, which a mask must have; null where that is not known.
alter table media add column transparent integer;

-- What an upstream says of the images that it made: tokens, background, quality and size, as JSON.
alter table job add column details text;
