mod definitions;
