"""What every kind of listing has to read: links and times, as sites really write them."""
