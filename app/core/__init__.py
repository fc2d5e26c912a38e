"""The ground floor: what every slice stands on. It knows no word of the domain and owns no template."""
