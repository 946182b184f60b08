"""Records, dates, codes and names: the shapes that cross floors."""
